using Countme.Functions.Status;
using Microsoft.DurableTask;

namespace Countme.Functions.Day;

/// <summary>Waits for a day's uploads, from its orchestrator.</summary>
internal static class DayWait
{
    /// <summary>The event that an upload raises.</summary>
    public const string UploadEvent = "upload";

    /// <summary>Most looks of one round, so that its history has a bound; what comes later is news for the next round.</summary>
    private const int MaxLooks = 100;

    /// <summary>Waits until every expected host has sent its log, no log has come for a while, or the wait was too long.</summary>
    /// <returns>The run with what was seen.</returns>
    public static async Task<DayRun> UntilReadyAsync(TaskOrchestrationContext context, DayRun run)
    {
        run = run.IsBegun ? run : Begin(context, run);
        for (int looks = 0; looks < MaxLooks; looks++)
        {
            DayLook look = await LookAsync(context, run.Key);
            run = look.Fingerprint == run.Uploads ? run : run with { Uploads = look.Fingerprint, ChangedUnixSeconds = Now(context) };
            if (Until(run, look) is not { } until || until <= Now(context))
            {
                break;
            }

            await UploadOrTimeAsync(context, DateTimeOffset.FromUnixTimeSeconds(until).UtcDateTime);
        }

        return run;
    }

    /// <summary>Whether uploads came or changed since the run looked at them. Takes the events of uploads that it knows already.</summary>
    public static async Task<bool> HasNewsAsync(TaskOrchestrationContext context, DayRun run)
    {
        for (int looks = 0; looks < MaxLooks; looks++)
        {
            using var stop = new CancellationTokenSource();
            Task upload = context.WaitForExternalEvent<object?>(UploadEvent, stop.Token);
            DayLook look = await LookAsync(context, run.Key);
            bool isQuiet = !upload.IsCompleted;
            stop.Cancel();
            if (look.Fingerprint != run.Uploads || isQuiet)
            {
                return look.Fingerprint != run.Uploads;
            }
        }

        return true;
    }

    /// <summary>Gives a run its name and its time.</summary>
    public static DayRun Begin(TaskOrchestrationContext context, DayRun run) => run with
    {
        RunId = $"{context.InstanceId}/{context.NewGuid().ToString("N")[..8]}",
        BeganUnixSeconds = Now(context),
    };

    /// <summary>When to stop waiting, in Unix seconds; null when there is nothing to wait for.</summary>
    internal static long? Until(DayRun run, DayLook look) => look.Uploads == 0 || look.IsWhole
        ? null
        : Math.Min(run.ChangedUnixSeconds + (run.Pace.QuietMinutes * 60L), run.BeganUnixSeconds + (run.Pace.MaxWaitMinutes * 60L));

    private static async Task UploadOrTimeAsync(TaskOrchestrationContext context, DateTime until)
    {
        using var stop = new CancellationTokenSource();
        Task upload = context.WaitForExternalEvent<object?>(UploadEvent, stop.Token);
        await Task.WhenAny(upload, context.CreateTimer(until, stop.Token));
        stop.Cancel();
    }

    private static Task<DayLook> LookAsync(TaskOrchestrationContext context, DayKey key) =>
        context.CallActivityAsync<DayLook>(nameof(LookAtDay), key, Persistence.Always);

    private static long Now(TaskOrchestrationContext context) =>
        new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).ToUnixTimeSeconds();
}
