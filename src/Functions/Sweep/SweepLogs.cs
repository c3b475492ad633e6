using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Countme.Functions.Settings;
using Countme.Functions.Status;
using Countme.Functions.Upload;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Sweep;

/// <summary>
/// Compares the logs that are there with the ledger, and the ledger with what was counted, over a window of its own: what any event,
/// receipt or orchestration missed is found here.
/// </summary>
/// <param name="stored">The logs as proxies put them.</param>
/// <param name="receive">Takes logs in.</param>
/// <param name="waker">Wakes days.</param>
/// <param name="days">Tells which days are open.</param>
/// <param name="weeks">Tells which weeks are late.</param>
/// <param name="bus">Is told of missing hosts.</param>
/// <param name="settings">The window.</param>
/// <param name="time">Today.</param>
/// <param name="logger">Is told what was found.</param>
public sealed class SweepLogs(
    IStoredLogs stored, ReceiveLog receive, DayWaker waker, OpenDays days, LateWeeks weeks, IStatusBus bus, CountmeSettings settings,
    TimeProvider time,
    ILogger<SweepLogs> logger)
{
    /// <summary>Sweeps. A second sweep finds nothing to do that the first one did.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var today = new LogDay(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var first = new LogDay(today.Date.AddDays(1 - settings.Options.SweepDays));
        var woken = new HashSet<DayKey>();
        int logs = 0;
        await foreach (FoundUpload found in stored.ListAsync(first, today, cancellation).WithCancellation(cancellation))
        {
            logs++;
            if (await receive.RunAsync(found, cancellation) is { } day)
            {
                woken.Add(day);
            }
        }

        int taken = woken.Count;
        int missing = 0;
        await foreach (OpenDay day in days.ListAsync(first, today, cancellation).WithCancellation(cancellation))
        {
            woken.UnionWith(day.IsOpen ? [day.Key] : []);
            missing += day.Missing.Length > 0 ? 1 : 0;
            await TellAsync(day, cancellation);
        }

        foreach (DayKey key in woken)
        {
            await waker.WakeAsync(client, key, cancellation);
        }

        await weeks.TellAsync(cancellation);
        Log.Swept(logger, first.ToString(), today.ToString(), logs, taken, woken.Count, missing);
    }

    /// <summary>Tells missing hosts, once for each day and set of them.</summary>
    private Task TellAsync(OpenDay day, CancellationToken cancellation)
    {
        StatusEvent[] events = day.Missing.Length == 0 ? [] :
        [
            new StatusEvent
            {
                Id = Teller.IdOf("missing", day.Key.ToString(), Teller.HashOf(day.Missing)[..16]),
                Station = "day",
                State = StatusState.Skipped,
                Site = day.Key.Site,
                Key = day.Key.LogDayText,
                RunId = Teller.IdOf("missing", day.Key.ToString()),
                Time = time.GetUtcNow(),
                Reason = day.Missing,
            },
        ];
        return events.Length == 0 ? Task.CompletedTask : bus.TellAsync(events, cancellation);
    }
}
