using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Settings;
using Countme.Functions.Sweep;
using Countme.Functions.Upload;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Retention;

/// <summary>
/// Removes raw parts with the keys of their pseudonyms, logs and histories, once their week is complete and their keeping time is over.
/// Totals, tallies and the ledger stay.
/// </summary>
/// <param name="trim">Removes raw parts and keys.</param>
/// <param name="uploads">The ledger.</param>
/// <param name="combined">The combined logs.</param>
/// <param name="totals">Tells which weeks are complete.</param>
/// <param name="stored">Removes logs.</param>
/// <param name="days">The sites.</param>
/// <param name="settings">The keeping times.</param>
/// <param name="time">Today.</param>
/// <param name="logger">Is told what was removed.</param>
public sealed class RemoveOldData(
    TrimRaw trim, IUploads uploads, ICombinedLogs combined, ITotals totals, IStoredLogs stored, OpenDays days, CountmeSettings settings,
    TimeProvider time, ILogger<RemoveOldData> logger)
{
    private const int DaysPerWeek = 7;

    /// <summary>Removes what is old. A second call finds nothing more.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        int histories = await RemoveHistoriesAsync(client, cancellation);
        var options = new TrimOptions { DryRun = false, KeepWeeks = (settings.Options.KeepRawDays + DaysPerWeek - 1) / DaysPerWeek };
        foreach (Site site in await days.SitesAsync(cancellation))
        {
            TrimReport report = await trim.RunAsync(site, options, cancellation);
            int logs = await RemoveLogsAsync(site, cancellation);
            Log.Removed(logger, site.Name, report.Removed ? report.Rows : 0, report.Until?.ToString() ?? "-", logs, histories);
        }
    }

    private async Task<int> RemoveHistoriesAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        OrchestrationRuntimeStatus[] ended =
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];
        var old = new PurgeInstancesFilter(CreatedTo: time.GetUtcNow().AddDays(-settings.Options.KeepHistoryDays), Statuses: ended);
        return (await client.PurgeAllInstancesAsync(old, cancellation)).PurgedInstanceCount;
    }

    private async Task<int> RemoveLogsAsync(Site site, CancellationToken cancellation)
    {
        var complete = (await totals.ListWeeksAsync(site, cancellation))
            .Where(week => week.State == WeekState.Complete)
            .Select(week => week.Week)
            .ToHashSet();
        var before = new LogDay(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-settings.Options.KeepLogDays));
        int removed = 0;
        foreach (CombinedLog log in await combined.ListAsync(site, cancellation))
        {
            if (log.Day < before && WeeksOf(log.Day).All(complete.Contains))
            {
                removed += await RemoveLogsAsync(log, cancellation);
            }
        }

        return removed;
    }

    /// <summary>The weeks that the lines of a log day are of: those of the day and of the day before.</summary>
    private static Week[] WeeksOf(LogDay day) => [UtcDay.Of(day.Date).Week, UtcDay.Of(day.Date.AddDays(-1)).Week];

    /// <summary>Removes the logs that went into a combined log and its content; one that came since stays until it is counted.</summary>
    private async Task<int> RemoveLogsAsync(CombinedLog log, CancellationToken cancellation)
    {
        int removed = 0;
        foreach (LogUpload upload in await uploads.ListAsync(log.Site, log.Day, cancellation))
        {
            bool isSettled = upload.State is UploadState.Combined or UploadState.Duplicate;
            removed += isSettled && await stored.RemoveAsync(upload.Name, upload.ETag, cancellation) ? 1 : 0;
        }

        return removed + (log.Content is { } content && await stored.RemoveCombinedAsync(content, cancellation) ? 1 : 0);
    }
}
