using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Http;

/// <summary>The addresses of Durable Functions' HTTP API: status, events, termination, suspension, purge.</summary>
internal sealed class DurableRoutes(DurableTaskClient client, FunctionKey key)
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(Instances);
        group.AddEndpointFilter(
            async (context, next) => key.IsGiven(context.HttpContext.Request) ? await next(context) : Results.Unauthorized());
        group.MapGet("", ListAsync);
        group.MapGet("{id}", GetAsync);
        group.MapDelete("{id}", PurgeAsync);
        group.MapPost("{id}/raiseEvent/{name}", RaiseAsync);
        group.MapPost("{id}/terminate", (string id, string? reason, CancellationToken cancellation) =>
            ActAsync(
                id,
                () => client.TerminateInstanceAsync(id, reason is null ? null : new TerminateInstanceOptions(reason), cancellation),
                cancellation));
        group.MapPost("{id}/suspend", (string id, string? reason, CancellationToken cancellation) =>
            ActAsync(id, () => client.SuspendInstanceAsync(id, reason, cancellation), cancellation));
        group.MapPost("{id}/resume", (string id, string? reason, CancellationToken cancellation) =>
            ActAsync(id, () => client.ResumeInstanceAsync(id, reason, cancellation), cancellation));
    }

    private async Task<IResult> ListAsync(
        HttpContext context, string? instanceIdPrefix, string? runtimeStatus, int? top, CancellationToken cancellation)
    {
        OrchestrationRuntimeStatus[]? statuses = null;
        if (!string.IsNullOrEmpty(runtimeStatus))
        {
            var parsed = runtimeStatus.Split(',')
                .Select(text => (Ok: Enum.TryParse(text, true, out OrchestrationRuntimeStatus status), Status: status))
                .ToArray();
            if (parsed.Any(item => !item.Ok))
            {
                return Results.Problem(
                    $"Found runtimeStatus '{runtimeStatus}', expected names of statuses with commas between.", statusCode: 400);
            }

            statuses = [.. parsed.Select(item => item.Status)];
        }

        string? from = context.Request.Headers["x-ms-continuation-token"].FirstOrDefault();
        var query = new OrchestrationQuery(
            Statuses: statuses, InstanceIdPrefix: instanceIdPrefix, PageSize: top ?? 100, FetchInputsAndOutputs: true);
        await foreach (Page<OrchestrationMetadata> page in client
            .GetAllInstancesAsync(query)
            .AsPages(from, top)
            .WithCancellation(cancellation))
        {
            if (page.ContinuationToken is { } next)
            {
                context.Response.Headers["x-ms-continuation-token"] = next;
            }

            return Results.Json(page.Values.Select(Body));
        }

        return Results.Json(Array.Empty<object>());
    }

    private async Task<IResult> GetAsync(HttpContext context, string id, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(id, true, cancellation) is not { } found)
        {
            return Results.NotFound();
        }

        if (!found.IsCompleted)
        {
            context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{Instances}/{Uri.EscapeDataString(id)}";
            context.Response.Headers.RetryAfter = "10";
        }

        return Results.Json(Body(found), statusCode: found.IsCompleted ? 200 : 202);
    }

    private async Task<IResult> PurgeAsync(string id, CancellationToken cancellation)
    {
        PurgeResult purged = await client.PurgeInstanceAsync(id, cancellation);
        return purged.PurgedInstanceCount > 0 ? Results.Json(new { instancesDeleted = purged.PurgedInstanceCount }) : Results.NotFound();
    }

    private async Task<IResult> RaiseAsync(HttpRequest request, string id, string name, CancellationToken cancellation)
    {
        JsonNode? payload = null;
        if (request.ContentLength is null or > 0)
        {
            try
            {
                payload = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation);
            }
            catch (System.Text.Json.JsonException exception)
            {
                return Results.Problem($"Found a body that is no JSON, expected the event's payload: {exception.Message}", statusCode: 400);
            }
        }

        return await ActAsync(id, () => client.RaiseEventAsync(id, name, payload, cancellation), cancellation);
    }

    private async Task<IResult> ActAsync(string id, Func<Task> act, CancellationToken cancellation)
    {
        OrchestrationMetadata? found = await client.GetInstanceAsync(id, cancellation);
        if (found is null or { IsCompleted: true })
        {
            return found is null ? Results.NotFound() : Results.StatusCode(StatusCodes.Status410Gone);
        }

        await act();
        return Results.Accepted();
    }

    private static object Body(OrchestrationMetadata found) => new
    {
        name = found.Name,
        instanceId = found.InstanceId,
        runtimeStatus = found.RuntimeStatus.ToString(),
        input = Json(found.SerializedInput),
        customStatus = Json(found.SerializedCustomStatus),
        output = found.FailureDetails is { } failure ? JsonValue.Create(failure.ErrorMessage) : Json(found.SerializedOutput),
        createdTime = found.CreatedAt.UtcDateTime,
        lastUpdatedTime = found.LastUpdatedAt.UtcDateTime,
    };

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);
}
