using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Status;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Upload;

/// <summary>Moves a log that cannot be counted out of the way, and tells.</summary>
/// <param name="rejected">Where to.</param>
/// <param name="bus">Is told.</param>
/// <param name="time">Dates the event.</param>
/// <param name="logger">Is told as well.</param>
public sealed class RejectLog(IRejectedLogs rejected, IStatusBus bus, TimeProvider time, ILogger<RejectLog> logger)
{
    /// <summary>Stands in events and in the ledger for the site of a log whose name tells none.</summary>
    public static Site Unknown => new("unknown");

    /// <summary>Tells, then moves: whoever is killed in between tells the same again. A second call does nothing.</summary>
    public async Task RunAsync(Site site, LogDay day, StoredLog log, string reason, CancellationToken cancellation)
    {
        string bounded = Reasons.Of(reason);
        await bus.TellAsync([UploadEvents.Of(StatusState.Skipped, site, day, log, time.GetUtcNow(), bounded)], cancellation);
        await rejected.SetAsideAsync(log.Name, log.ETag, reason, cancellation);
        Log.UploadSetAside(logger, log.Name, bounded);
    }
}

/// <summary>Makes events of the upload station.</summary>
internal static class UploadEvents
{
    /// <summary>An event; the same log in the same version has the same one.</summary>
    public static StatusEvent Of(StatusState state, Site site, LogDay day, StoredLog log, DateTimeOffset time, string? reason)
    {
        string run = Teller.IdOf("upload", log.Name, log.ETag);
        return new StatusEvent
        {
            Id = Teller.IdOf(run, state == StatusState.Skipped ? "skipped" : "finished"),
            Station = "upload",
            State = state,
            Site = site,
            Key = day.ToString(),
            RunId = run,
            Time = time,
            Counts = new Dictionary<string, long> { ["bytes"] = log.Bytes },
            Reason = reason,
            Upload = log.Name,
        };
    }
}
