using System.Text.Json;
using Countme.Core.Status;
using Countme.Core.Upload;
using Countme.Functions.Backfill;
using Countme.Functions.Day;
using Countme.Functions.Settings;
using Countme.Functions.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Api;

/// <summary>Starts, watches and stops backfills.</summary>
/// <param name="uploads">Tells for a dry run which days have logs.</param>
/// <param name="states">Tells how days are.</param>
/// <param name="bus">Is told of a stop.</param>
/// <param name="settings">Defaults.</param>
/// <param name="time">Dates the stop.</param>
public sealed class Backfills(IUploads uploads, IDayStates states, IStatusBus bus, CountmeSettings settings, TimeProvider time)
{
    private const string Path = "/api/backfills/";

    /// <summary>Where Durable's own addresses are, also those of a host that does not tell them.</summary>
    private const string InstancePath = "/runtime/webhooks/durabletask/instances/";

    /// <summary>Starts one, or finds the one that runs.</summary>
    internal async Task<ApiAnswer> StartAsync(DurableTaskClient client, HttpRequest request, ApiQuery query, CancellationToken cancellation)
    {
        query.Check();
        BackfillRequest asked = await BackfillRequest.ReadAsync(request, settings, cancellation);
        if (asked.IsDryRun)
        {
            return await TellPlanAsync(asked.Run, cancellation);
        }

        string id = asked.Run.InstanceId;
        bool isNew = await DayWaker.TryStartAsync(client, BackfillDays.Name, id, asked.Run, cancellation);
        string location = $"{request.Scheme}://{request.Host}{Path}{Uri.EscapeDataString(id)}";
        HttpManagementPayload? urls = ManagementUrls(client, id);
        string instance = $"{request.Scheme}://{request.Host}{InstancePath}{Uri.EscapeDataString(id)}";
        return ApiAnswer.Json(202, json => WriteStart(json, id, isNew, urls, instance))
            .With("Location", location)
            .With("Retry-After", "10");
    }

    /// <summary>Tells how far one has come.</summary>
    internal async Task<ApiAnswer> GetAsync(DurableTaskClient client, string id, ApiQuery query, CancellationToken cancellation)
    {
        query.Check();
        OrchestrationMetadata instance = await FindAsync(client, id, cancellation);
        BackfillRun run = instance.ReadInputAs<BackfillRun>()!;
        BackfillProgress progress = instance.ReadCustomStatusAs<BackfillProgress>() ?? new BackfillProgress(run.RunId, run.Marks, 0);
        var known = new Dictionary<string, DayState>();
        await foreach (DayState day in states.ListAsync(
            new Site(run.SiteName), Days.Parse(run.FromText), Days.Parse(run.ToText), cancellation)
            .WithCancellation(cancellation))
        {
            known[day.Day.ToString()] = day;
        }

        string status = StatusOf(instance, progress);
        if (status == "stopped" && await DayWaker.IsAtWorkAsync(client, SettleRun.InstanceIdOf(id), cancellation))
        {
            status = "stopping";
        }

        return ApiAnswer.Json(200, json => Write(json, instance, status, run, progress, known)).With("Cache-Control", "no-store");
    }

    /// <summary>Stops one: days that are being counted are finished, then the site's weeks are totalled and published.</summary>
    internal async Task<ApiAnswer> StopAsync(DurableTaskClient client, string id, ApiQuery query, CancellationToken cancellation)
    {
        query.Check();
        OrchestrationMetadata instance = await FindAsync(client, id, cancellation);
        bool isStopped = !instance.IsCompleted && await DayWaker.TryTellAsync(
            client, id, () => client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stopped"), cancellation), cancellation);
        if (!isStopped)
        {
            throw new ApiException(409, "Conflict", "The backfill has ended; there is nothing to stop.");
        }

        BackfillRun run = instance.ReadInputAs<BackfillRun>()!;
        BackfillProgress? progress = instance.ReadCustomStatusAs<BackfillProgress>();
        await bus.TellAsync([Stopped(id, run, progress)], cancellation);
        var settle = new SettleRun(id, run.SiteName, run.Key, run.Pace, run.Stations);
        await DayWaker.TryStartAsync(client, nameof(SettleSite), SettleRun.InstanceIdOf(id), settle, cancellation);
        return ApiAnswer.Json(202, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("status", "stopping");
            json.WriteEndObject();
        });
    }

    private StatusEvent Stopped(string id, BackfillRun run, BackfillProgress? progress)
    {
        string runId = progress?.RunId ?? (run.RunId.Length > 0 ? run.RunId : id);
        return new StatusEvent
        {
            Id = Teller.IdOf(runId, "backfill", run.Key, "failed"),
            Station = "backfill",
            State = StatusState.Failed,
            Site = new Site(run.SiteName),
            Key = run.Key,
            RunId = runId,
            Time = time.GetUtcNow(),
            Counts = new Dictionary<string, long> { ["days"] = progress?.Marks.Length ?? run.Marks.Length },
            Reason = "stopped",
        };
    }

    private static async Task<OrchestrationMetadata> FindAsync(DurableTaskClient client, string id, CancellationToken cancellation) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation) is { } instance && instance.Name == BackfillDays.Name
            ? instance
            : throw ApiException.NotFound(
                "There is no backfill of that id; it is the last part of Location when one is started, and histories are removed in time.");

    private async Task<ApiAnswer> TellPlanAsync(BackfillRun run, CancellationToken cancellation)
    {
        var site = new Site(run.SiteName);
        var days = new List<(string Day, int Uploads, DayState? State)>();
        foreach (var day in run.Left)
        {
            int found = (await uploads.ListAsync(site, day, cancellation)).Count;
            days.Add((day.ToString(), found, await states.FindAsync(site, day, cancellation)));
        }

        return ApiAnswer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", run.InstanceId);
            json.WriteBoolean("dryRun", true);
            json.WriteNumber("days", days.Count);
            json.WriteNumber("withUploads", days.Count(day => day.Uploads > 0));
            json.WriteStartArray("plan");
            days.ForEach(day => WritePlan(json, day.Day, day.Uploads, day.State));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WritePlan(Utf8JsonWriter json, string day, int uploads, DayState? state)
    {
        json.WriteStartObject();
        json.WriteString("day", day);
        json.WriteNumber("uploads", uploads);
        json.WriteString("state", StateOf(state));
        json.WriteString("would", uploads > 0 ? "count" : "skip");
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, string id, bool isNew, HttpManagementPayload? urls, string instance)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteBoolean("started", isNew);
        json.WriteString("statusQueryGetUri", urls?.StatusQueryGetUri ?? instance);
        json.WriteString("sendEventPostUri", urls?.SendEventPostUri ?? instance + "/raiseEvent/{eventName}");
        json.WriteString("terminatePostUri", urls?.TerminatePostUri ?? instance + "/terminate?reason={text}");
        json.WriteString("suspendPostUri", urls?.SuspendPostUri ?? instance + "/suspend?reason={text}");
        json.WriteString("resumePostUri", urls?.ResumePostUri ?? instance + "/resume?reason={text}");
        json.WriteString("purgeHistoryDeleteUri", urls?.PurgeHistoryDeleteUri ?? instance);
        json.WriteEndObject();
    }

    /// <summary>Durable's own addresses, with their key; null where no Functions host has bound the client.</summary>
    private static HttpManagementPayload? ManagementUrls(DurableTaskClient client, string id)
    {
        try
        {
            return client.CreateHttpManagementPayload(id);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(
        Utf8JsonWriter json, OrchestrationMetadata instance, string status, BackfillRun run, BackfillProgress progress,
        Dictionary<string, DayState> known)
    {
        json.WriteStartObject();
        json.WriteString("id", instance.InstanceId);
        json.WriteString("status", status);
        json.WriteString("site", run.SiteName);
        json.WriteString("from", run.FromText);
        json.WriteString("to", run.ToText);
        json.WriteString("run", progress.RunId);
        json.WriteString("createdAt", instance.CreatedAt);
        json.WriteString("lastUpdatedAt", instance.LastUpdatedAt);
        json.WriteNumber("done", progress.Marks.Length);
        json.WriteNumber("failed", progress.Marks.Count(mark => mark == BackfillMarks.Failed));
        json.WriteString("reason", progress.Reason);
        json.WriteStartArray("days");
        int index = 0;
        foreach (var day in Days.Range(Days.Parse(run.FromText), Days.Parse(run.ToText)))
        {
            DayState? state = known.GetValueOrDefault(day.ToString());
            json.WriteStartObject();
            json.WriteString("day", day.ToString());
            json.WriteString("progress", ProgressOf(progress, index++, instance.IsCompleted));
            json.WriteString("state", StateOf(state));
            json.WriteString("reason", state?.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string ProgressOf(BackfillProgress progress, int index, bool hasEnded) => index < progress.Marks.Length
        ? BackfillMarks.WordOf(progress.Marks[index])
        : !hasEnded && index < progress.Marks.Length + progress.Running ? "running" : "waiting";

    private static string StatusOf(OrchestrationMetadata instance, BackfillProgress progress) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Completed =>
            progress.Reason is not null || progress.Marks.Contains(BackfillMarks.Failed) ? "failed" : "finished",
        OrchestrationRuntimeStatus.Failed => "failed",
        OrchestrationRuntimeStatus.Terminated => "stopped",
        OrchestrationRuntimeStatus.Suspended => "suspended",
        OrchestrationRuntimeStatus.Pending => "pending",
        _ => "running",
    };

    private static string StateOf(DayState? state) =>
        state is null ? "unknown" : JsonNamingPolicy.CamelCase.ConvertName(state.Progress.ToString());
}
