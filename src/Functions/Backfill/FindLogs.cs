using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Countme.Functions.Upload;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Backfill;

/// <summary>Some days of a backfill.</summary>
/// <param name="SiteName">The site.</param>
/// <param name="FromText">The first log day.</param>
/// <param name="ToText">The last log day.</param>
public sealed record BackfillPlan(string SiteName, string FromText, string ToText);

/// <summary>Takes in logs of some days that the ledger does not know, and tells which days have any.</summary>
/// <param name="stored">The logs as proxies put them.</param>
/// <param name="receive">Takes logs in.</param>
/// <param name="uploads">The ledger.</param>
public sealed class FindLogs(IStoredLogs stored, ReceiveLog receive, IUploads uploads)
{
    /// <summary>Marks each day that has no uploads with <c>-</c>, the others with <c>u</c>.</summary>
    [Function(nameof(FindLogs))]
    public async Task<string> RunAsync([ActivityTrigger] BackfillPlan plan, CancellationToken cancellation)
    {
        (Site site, LogDay first, LogDay last) = (new(plan.SiteName), Days.Parse(plan.FromText), Days.Parse(plan.ToText));
        IAsyncEnumerable<FoundUpload> logs = stored.ListAsync(first, last, cancellation).Where(log => log.Site == site);
        await foreach (FoundUpload found in logs.WithCancellation(cancellation))
        {
            await receive.RunAsync(found, cancellation);
        }

        return await MarkAsync(site, first, last, cancellation);
    }

    private async Task<string> MarkAsync(Site site, LogDay first, LogDay last, CancellationToken cancellation)
    {
        var marks = Days.Range(first, last).ToAsyncEnumerable().Select(async (day, stop) =>
            (await uploads.ListAsync(site, day, stop)).Count > 0 ? BackfillMarks.Unchanged : BackfillMarks.Empty);
        return string.Concat(await marks.ToListAsync(cancellation));
    }
}
