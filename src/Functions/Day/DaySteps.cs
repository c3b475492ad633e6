using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Status;
using Countme.Core.Totals;
using Countme.Functions.RawDb;
using Countme.Functions.Status;
using Countme.Functions.Totals;
using Countme.Functions.Upload;
using Microsoft.DurableTask;

namespace Countme.Functions.Day;

/// <summary>The way of a day through the stations, from an orchestrator.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="run">The day and how to count it.</param>
/// <param name="settles">Whether weeks are totalled and published with the day; a backfill does that once for many days.</param>
internal sealed class DaySteps(TaskOrchestrationContext context, DayRun run, bool settles)
{
    private readonly Teller _teller = new(context, run.Key.SiteName, run.RunId);
    private readonly Dictionary<string, long> _counts = [];
    private bool _didWork;

    /// <summary>Whether UTC days are left that this run did not come to: it must be run again.</summary>
    public bool HasMore { get; private set; }

    private string Day => run.Key.LogDayText;

    /// <summary>Counts the day, and says in its state and in events how that went.</summary>
    public async Task<DayResult> RunAsync()
    {
        var stations = new Stations(context, run.Pace, _teller);
        _teller.Add("day", Day, StatusState.Started);
        NotedDay before = await NoteAsync(DayProgress.Counting, null);
        string? reason = await CountAsync(stations, before.Progress != DayProgress.Counted);
        _teller.Add("day", Day, reason is null ? StatusState.Finished : StatusState.Failed, new() { ["uploads"] = before.Uploads }, reason);
        if (before.Missing.Length > 0)
        {
            _teller.Add("day", Day, StatusState.Skipped, null, before.Missing);
        }

        await NoteAsync(reason is null ? DayProgress.Counted : DayProgress.Failed, reason);
        await _teller.FlushAsync();
        return new DayResult(reason is not null, _didWork, before.Uploads, reason);
    }

    /// <returns>Why a step was given up; null when none was.</returns>
    private async Task<string?> CountAsync(Stations stations, bool wasOpen)
    {
        try
        {
            await When(
                StationSet.Combine, stations, "combine", () => stations.CallAsync<StepResult>("combine", Day, nameof(CombineDay), run.Key));
            await When(StationSet.RawDb, stations, "rawdb", () => LoadAsync(stations));
            await When(StationSet.Totals, stations, "totals", () => TotalAsync(stations));
            if (settles && (_didWork || wasOpen))
            {
                await When(StationSet.Publish, stations, "publish", () => new SiteSteps(stations, run.Key.SiteName, Day).PublishAsync());
            }

            return null;
        }
        catch (StepFailedException exception)
        {
            return exception.Message;
        }
    }

    private async Task When(StationSet station, Stations stations, string name, Func<Task<StepResult>> work)
    {
        if (run.Stations.HasFlag(station))
        {
            StepResult result = await stations.RunAsync(name, Day, work);
            _didWork |= result.DidWork;
            foreach ((string count, long value) in result.Counts)
            {
                _counts[$"{name}.{count}"] = value;
            }
        }
    }

    /// <summary>Loads the day; a log that turned out to be none, here or when it was combined, is moved out of the way then.</summary>
    private async Task<StepResult> LoadAsync(Stations stations)
    {
        StepResult result = await stations.CallAsync<StepResult>("rawdb", Day, nameof(LoadDay), new LoadInput(run.Key, run.Force));
        await stations.CallAsync<int>("rawdb", Day, nameof(SetAsideLogs), run.Key);
        return result;
    }

    private async Task<StepResult> TotalAsync(Stations stations)
    {
        StaleKeys days = await stations.CallAsync<StaleKeys>("totals", Day, nameof(StaleDays), run.Key);
        HasMore = days.HasMore;
        long rows = 0;
        long late = 0;
        foreach (int number in days.Keys)
        {
            TallyResult tally = await TallyAsync(stations, new NumberedKey(run.Key.SiteName, number));
            rows += tally.Rows;
            late += tally.LateRows;
        }

        int weeks = settles ? await new SiteSteps(stations, run.Key.SiteName, Day).TotalAsync() : 0;
        return new StepResult(days.Keys.Length + weeks > 0, new()
        {
            ["days"] = days.Keys.Length,
            ["weeks"] = weeks,
            ["rows"] = rows,
            ["late_rows"] = late,
        });
    }

    /// <summary>Tallies a UTC day; damaged raw parts are made again from their logs first.</summary>
    private async Task<TallyResult> TallyAsync(Stations stations, NumberedKey key)
    {
        TallyResult tally = await stations.CallAsync<TallyResult>("totals", Day, nameof(TallyDay), key);
        foreach (string logDay in tally.Damaged)
        {
            var input = new LoadInput(run.Key with { LogDayText = logDay }, Force: true);
            await stations.CallAsync<StepResult>("totals", Day, nameof(LoadDay), input);
        }

        tally = tally.Damaged.Length == 0 ? tally : await stations.CallAsync<TallyResult>("totals", Day, nameof(TallyDay), key);
        return tally.Damaged.Length == 0 ? tally : throw new StepFailedException(
            $"Raw parts from the logs of {string.Join(", ", tally.Damaged.Take(5))} are damaged and their logs cannot replace them. "
                + "Put the logs back and backfill those days.");
    }

    private Task<NotedDay> NoteAsync(DayProgress progress, string? reason)
    {
        long now = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var note = new DayNote(run.Key, progress, run.RunId, now)
        {
            ChangedUnixSeconds = run.ChangedUnixSeconds, Counts = _counts, Reason = reason,
        };
        return context.CallActivityAsync<NotedDay>(nameof(NoteDay), note, Persistence.Always);
    }
}
