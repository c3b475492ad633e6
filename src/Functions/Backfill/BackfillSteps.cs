using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Functions.Day;
using Countme.Functions.Status;
using Microsoft.DurableTask;

namespace Countme.Functions.Backfill;

/// <summary>What a backfill does, from its orchestrator.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="input">What was asked for, and how far it has come.</param>
internal sealed class BackfillSteps(TaskOrchestrationContext context, BackfillRun input)
{
    private const string Station = "backfill";

    private BackfillRun _run = input.RunId.Length > 0
        ? input
        : input with { RunId = $"{context.InstanceId}/{context.NewGuid().ToString("N")[..8]}" };

    /// <summary>What became of the days so far.</summary>
    public string Marks => _run.Marks;

    /// <summary>Counts some of the days that are left and begins anew, or settles the site when none is left.</summary>
    public async Task RunAsync()
    {
        var teller = new Teller(context, _run.SiteName, _run.RunId);
        if (input.RunId.Length == 0)
        {
            // Before the run is told: whoever stops it then can say what ended.
            context.SetCustomStatus(new BackfillProgress(_run.RunId, "", 0));
            await teller.StartedAsync(Station, _run.Key);
        }

        LogDay[] days = [.. _run.Left.Take(_run.Parallel)];
        if (days.Length > 0)
        {
            await CountAsync(days);
            context.ContinueAsNew(_run);
        }
        else
        {
            await EndAsync(teller);
        }
    }

    private async Task CountAsync(LogDay[] days)
    {
        context.SetCustomStatus(new BackfillProgress(_run.RunId, _run.Marks, days.Length));
        var plan = new BackfillPlan(_run.SiteName, days[0].ToString(), days[^1].ToString());
        string empty = await context.CallActivityAsync<string>(nameof(FindLogs), plan, Persistence.Always);
        DayResult[] results = await Task.WhenAll(
            days.Select((day, i) => empty[i] == BackfillMarks.Empty ? Task.FromResult(Nothing) : CountAsync(day)));
        _run = _run with
        {
            Marks = _run.Marks
                + string.Concat(results.Select(result => result == Nothing ? BackfillMarks.Empty : BackfillMarks.Of(result))),
            Reason = _run.Reason ?? results.FirstOrDefault(result => result.IsFailed)?.Reason,
        };
        context.SetCustomStatus(new BackfillProgress(_run.RunId, _run.Marks, 0));
    }

    private static DayResult Nothing { get; } = new(false, false, 0, null);

    private async Task<DayResult> CountAsync(LogDay day)
    {
        try
        {
            var options = new SubOrchestrationOptions(instanceId: BackfillRun.DayInstanceId(context.InstanceId, _run.RunId, day));
            return await context.CallSubOrchestratorAsync<DayResult>(nameof(RecountDay), _run.RunOf(day), options) with { Uploads = 1 };
        }
        catch (TaskFailedException exception)
        {
            return new DayResult(true, false, 1, Reasons.Of(exception));
        }
    }

    private async Task EndAsync(Teller teller)
    {
        context.SetCustomStatus(new BackfillProgress(_run.RunId, _run.Marks, 0));
        int failed = _run.Marks.Count(mark => mark == BackfillMarks.Failed);
        string? reason = failed > 0 ? Reasons.Of($"{failed} of {_run.Marks.Length} days failed; the first: {_run.Reason}") : null;
        reason = await SiteSettling.RunAsync(new Stations(context, _run.Pace, teller), _run.SiteName, _run.Key, _run.Stations) ?? reason;
        var counts = new Dictionary<string, long> { ["days"] = _run.Marks.Length, ["failed"] = failed };
        context.SetCustomStatus(new BackfillProgress(_run.RunId, _run.Marks, 0) { Reason = reason });
        teller.Add(Station, _run.Key, reason is null ? StatusState.Finished : StatusState.Failed, counts, reason);
        await teller.FlushAsync();
    }
}

/// <summary>Totals the weeks of a site and publishes them, from an orchestrator.</summary>
internal static class SiteSettling
{
    /// <returns>Why a step was given up; null when none was.</returns>
    public static async Task<string?> RunAsync(Stations stations, string siteName, string key, StationSet which)
    {
        var steps = new SiteSteps(stations, siteName, key);
        try
        {
            if (which.HasFlag(StationSet.Totals))
            {
                await stations.RunAsync("totals", key, async () =>
                {
                    int weeks = await steps.TotalAsync();
                    return new StepResult(weeks > 0, new() { ["weeks"] = weeks });
                });
            }

            if (which.HasFlag(StationSet.Publish))
            {
                await stations.RunAsync("publish", key, steps.PublishAsync);
            }

            return null;
        }
        catch (StepFailedException exception)
        {
            return exception.Message;
        }
    }
}
