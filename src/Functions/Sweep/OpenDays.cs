using System.Runtime.CompilerServices;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Countme.Functions.Settings;
using Countme.Functions.Upload;

namespace Countme.Functions.Sweep;

/// <summary>A day of the window.</summary>
/// <param name="Key">The site and log day.</param>
/// <param name="IsOpen">Whether it has uploads that were not counted, or a step was given up.</param>
/// <param name="Missing">Which hosts sent nothing, in one line; empty when none is missing or the day is not over.</param>
public sealed record OpenDay(DayKey Key, bool IsOpen, string Missing);

/// <summary>Tells which days are not counted as they should be.</summary>
/// <param name="uploads">The ledger.</param>
/// <param name="watch">Tells which hosts are missing.</param>
/// <param name="states">Tells what was counted.</param>
/// <param name="settings">The sites.</param>
/// <param name="time">Today.</param>
public sealed class OpenDays(IUploads uploads, DayWatch watch, IDayStates states, CountmeSettings settings, TimeProvider time)
{
    /// <summary>The sites that are counted: those of the settings, else all that a log was uploaded for.</summary>
    public async Task<IReadOnlyList<Site>> SitesAsync(CancellationToken cancellation) => settings.Sites.Count > 0
        ? settings.Sites
        : [.. (await uploads.ListSitesAsync(cancellation)).Where(site => site != RejectLog.Unknown)];

    /// <summary>Lists the days of all sites from one to another, both included.</summary>
    public async IAsyncEnumerable<OpenDay> ListAsync(LogDay first, LogDay last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Site site in await SitesAsync(cancellation))
        {
            foreach (LogDay day in Days.Range(first, last))
            {
                yield return await LookAsync(site, day, cancellation);
            }
        }
    }

    private async Task<OpenDay> LookAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        SeenDay seen = await watch.SeeAsync(site, day, cancellation);
        DayState? state = await states.FindAsync(site, day, cancellation);
        bool isCounted = state?.Progress == DayProgress.Counted && seen.Uploads.All(upload => upload.State != UploadState.Received);
        bool isOver = day.Date < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new OpenDay(DayKey.Of(site, day), seen.Uploads.Count > 0 && !isCounted, isOver ? seen.MissingText : "");
    }
}
