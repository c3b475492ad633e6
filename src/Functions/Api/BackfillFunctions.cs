using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Api;

/// <summary>The requests that start, watch and stop backfills.</summary>
/// <param name="boundary">Where they end.</param>
/// <param name="backfills">Does it.</param>
public sealed class BackfillFunctions(ApiBoundary boundary, Backfills backfills)
{
    /// <summary>Starts one.</summary>
    [Function("StartBackfill")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backfills")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.StartBackfill, query => backfills.StartAsync(client, request, query, cancellation));

    /// <summary>Watches one.</summary>
    [Function("GetBackfill")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backfills/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.GetBackfill, query => backfills.GetAsync(client, id, query, cancellation));

    /// <summary>Stops one.</summary>
    [Function("StopBackfill")]
    public Task<IResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "backfills/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        boundary.RunAsync(request, ApiRoute.StopBackfill, query => backfills.StopAsync(client, id, query, cancellation));
}
