using Countme.Core.Status;
using Countme.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Day;

/// <summary>What is to be noted of a day.</summary>
/// <param name="Key">The site and log day.</param>
/// <param name="Progress">Where it stands.</param>
/// <param name="RunId">The run.</param>
/// <param name="UnixMilliseconds">When.</param>
public sealed record DayNote(DayKey Key, DayProgress Progress, string RunId, long UnixMilliseconds)
{
    /// <summary>When the last change of its uploads was seen, in Unix seconds; 0 when it is not known.</summary>
    public long ChangedUnixSeconds { get; init; }

    /// <summary>Counts of the run.</summary>
    public Dictionary<string, long> Counts { get; init; } = [];

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Reason { get; init; }
}

/// <summary>What was known of a day before, and how it is.</summary>
/// <param name="Progress">Where it stood; null when nothing was noted before.</param>
/// <param name="Uploads">Uploads that are there.</param>
/// <param name="Missing">Which hosts are missing, in one line; empty when none is.</param>
public sealed record NotedDay(DayProgress? Progress, int Uploads, string Missing);

/// <summary>Writes a day's state.</summary>
/// <param name="watch">Tells its uploads and missing hosts.</param>
/// <param name="states">Where to.</param>
/// <param name="logger">Is told when a day failed.</param>
public sealed class NoteDay(DayWatch watch, IDayStates states, ILogger<NoteDay> logger)
{
    /// <summary>Notes a day. A second call changes nothing.</summary>
    [Function(nameof(NoteDay))]
    public async Task<NotedDay> RunAsync([ActivityTrigger] DayNote note, CancellationToken cancellation)
    {
        DayState? before = await states.FindAsync(note.Key.Site, note.Key.LogDay, cancellation);
        SeenDay seen = await watch.SeeAsync(note.Key.Site, note.Key.LogDay, cancellation);
        await states.PutAsync(StateOf(note, seen, before), cancellation);
        TellFailure(note);
        return new NotedDay(before?.Progress, seen.Uploads.Count, seen.MissingText);
    }

    private void TellFailure(DayNote note)
    {
        if (note.Progress == DayProgress.Failed)
        {
            Log.DayFailed(logger, note.Key.SiteName, note.Key.LogDayText, note.Reason ?? "");
        }
    }

    private static DayState StateOf(DayNote note, SeenDay seen, DayState? before) => new()
    {
        Site = note.Key.Site,
        Day = note.Key.LogDay,
        Progress = note.Progress,
        RunId = note.RunId,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(note.UnixMilliseconds),
        Uploads = seen.Uploads.Count,
        LastUpload = note.ChangedUnixSeconds > 0 ? DateTimeOffset.FromUnixTimeSeconds(note.ChangedUnixSeconds) : before?.LastUpload,
        MissingHosts = seen.Missing,
        Counts = note.Counts.Count > 0 ? note.Counts : before?.Counts ?? new Dictionary<string, long>(),
        Reason = note.Reason is { } reason ? Reasons.Of(reason) : null,
    };
}
