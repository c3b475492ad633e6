using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Api;

/// <summary>The requests that read.</summary>
/// <param name="boundary">Where they end.</param>
/// <param name="totals">Answers with totals.</param>
/// <param name="weeks">Answers with weeks.</param>
/// <param name="days">Answers with log days.</param>
/// <param name="uploads">Answers with uploads.</param>
/// <param name="health">Answers whether all is well.</param>
public sealed class ReadingFunctions(
    ApiBoundary boundary, ReadTotals totals, ReadWeeks weeks, ReadDays days, ReadUploads uploads, ReadHealth health)
{
    /// <summary>Totals of weeks.</summary>
    [Function("Totals")]
    public Task<IResult> TotalsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "totals")] HttpRequest request, CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.Totals, query => totals.RunAsync(request, query, cancellation));

    /// <summary>The weeks of a site.</summary>
    [Function("Weeks")]
    public Task<IResult> WeeksAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "weeks")] HttpRequest request, CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.Weeks, query => weeks.RunAsync(request, query, cancellation));

    /// <summary>The log days of a site.</summary>
    [Function("Days")]
    public Task<IResult> DaysAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "days")] HttpRequest request, CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.LogDays, query => days.RunAsync(query, cancellation));

    /// <summary>The uploads of a site.</summary>
    [Function("Uploads")]
    public Task<IResult> UploadsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "uploads")] HttpRequest request, CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.Uploads, query => uploads.RunAsync(request, query, cancellation));

    /// <summary>Whether all is well.</summary>
    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.Health, query => health.RunAsync(query, cancellation));

    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApi")]
    public Task<IResult> OpenApiAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        boundary.RunAsync(request, ApiRoute.OpenApi, query => Task.FromResult(OpenApiDocument.Answer(query)));
}
