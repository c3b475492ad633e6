using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>The stores that the stations read and write.</summary>
/// <param name="Uploads">The uploaded logs.</param>
/// <param name="Combined">The combined logs.</param>
/// <param name="RawDb">The raw parts.</param>
/// <param name="Totals">The tallies and totals.</param>
/// <param name="Publications">What everybody may see.</param>
internal sealed record Stores(IUploads Uploads, ICombinedLogs Combined, IRawDb RawDb, ITotals Totals, IPublications Publications);

/// <summary>The last station that a run goes to; it goes through all before it.</summary>
internal enum Station
{
    /// <summary>Logs are merged.</summary>
    Combine,

    /// <summary>Merged logs become raw parts.</summary>
    RawDb,

    /// <summary>Raw parts become day tallies and week totals.</summary>
    Totals,

    /// <summary>Week totals become public files.</summary>
    Publish,
}

/// <summary>How a site is counted.</summary>
internal sealed record CountOptions
{
    /// <summary>The last station.</summary>
    public Station Until { get; init; } = Station.Publish;

    /// <summary>How logs are merged.</summary>
    public CombineOptions Combine { get; init; } = new();

    /// <summary>How logs are loaded.</summary>
    public LoadOptions Load { get; init; } = new();

    /// <summary>Whether hostile text is published as it is.</summary>
    public bool IsExact { get; init; }

    /// <summary>The UTC day of the run.</summary>
    public required LogDay Today { get; init; }

    /// <summary>Whether days are loaded again although nothing changed.</summary>
    public bool Force { get; init; }
}

/// <summary>
/// Counts a site on this machine: receives the logs that were found, then does for every log day, UTC day and week whatever its
/// inputs ask for. What is up to date is left alone, so a run that was killed is completed by the next one.
/// </summary>
/// <param name="stores">Where everything is.</param>
/// <param name="options">How to count.</param>
/// <param name="watcher">Is told what is being done.</param>
internal sealed class CountSite(Stores stores, CountOptions options, ICountWatcher watcher)
{
    /// <summary>Counts a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="found">Logs that were found; logs that the ledger knows already are counted whether they are here or not.</param>
    /// <param name="cancellation">Stops after the step at hand is undone; what was finished stays.</param>
    public async Task<CountReport> RunAsync(Site site, IReadOnlyList<FoundUpload> found, CancellationToken cancellation)
    {
        var report = new CountReport(site);
        await ReceiveAsync(found, report, cancellation).ConfigureAwait(false);
        await ReadDaysAsync(site, found, report, cancellation).ConfigureAwait(false);
        if (options.Until >= Station.Totals)
        {
            await TallyAsync(site, report, cancellation).ConfigureAwait(false);
            await TotalAsync(site, report, cancellation).ConfigureAwait(false);
        }

        if (options.Until >= Station.Publish)
        {
            report.Published = await new PublishSite(stores.Totals, stores.Publications, options.IsExact).RunAsync(site, cancellation).ConfigureAwait(false);
        }

        return report;
    }

    private async Task ReceiveAsync(IReadOnlyList<FoundUpload> found, CountReport report, CancellationToken cancellation)
    {
        var step = new ReceiveUpload(stores.Uploads, options.Today);
        foreach (FoundUpload upload in found)
        {
            ReceiveReport received = await step.RunAsync(upload, cancellation).ConfigureAwait(false);
            report.LogsFound++;
            report.LogsNew += received.IsNew ? 1 : 0;
        }
    }

    /// <summary>Combines and loads every log day that asks for it.</summary>
    private async Task ReadDaysAsync(Site site, IReadOnlyList<FoundUpload> found, CountReport report, CancellationToken cancellation)
    {
        var progress = new Progress(watcher);
        var combine = new CombineDay(stores.Uploads, stores.Combined, options.Combine, progress);
        var load = new LoadDay(stores.Uploads, stores.Combined, stores.RawDb, options.Load, progress);
        var named = found.Select(upload => upload.Name).ToHashSet();
        foreach (LogDay day in await ListLogDaysAsync(site, cancellation).ConfigureAwait(false))
        {
            var uploads = await stores.Uploads.ListAsync(site, day, cancellation).ConfigureAwait(false);
            bool isForced = options.Force && uploads.Any(upload => named.Contains(upload.Name));
            watcher.Starts(Station.Combine, site, day.ToString(), uploads.Sum(upload => upload.StoredBytes));
            CombineReport combined = await combine.RunAsync(site, day, cancellation).ConfigureAwait(false);
            report.DaysCombined += combined.DidWork ? 1 : 0;
            watcher.Ends(combined.DidWork);
            if (options.Until < Station.RawDb)
            {
                continue;
            }

            watcher.Starts(Station.RawDb, site, day.ToString(), combined.Log?.ContentBytes ?? uploads.Sum(upload => upload.StoredBytes));
            LoadReport loaded = await load.RunAsync(site, day, isForced, cancellation).ConfigureAwait(false);
            report.Add(loaded);
            watcher.Ends(loaded.DidWork);
        }

        await AddLeftOutAsync(site, report, cancellation).ConfigureAwait(false);
    }

    /// <summary>Days that have uploads, and days that had some when they were combined.</summary>
    private async Task<IReadOnlyList<LogDay>> ListLogDaysAsync(Site site, CancellationToken cancellation)
    {
        var uploaded = await stores.Uploads.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        var combined = await stores.Combined.ListAsync(site, cancellation).ConfigureAwait(false);
        return [.. uploaded.Union(combined.Select(log => log.Day)).Order()];
    }

    private async Task AddLeftOutAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        foreach (CombinedLog log in await stores.Combined.ListAsync(site, cancellation).ConfigureAwait(false))
        {
            report.LeftOut.AddRange(log.LeftOut.Select(upload => (log.Day, upload)));
        }
    }

    /// <summary>Tallies every UTC day that asks for it. A damaged part is made again from its log.</summary>
    private async Task TallyAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        var tally = new TallyDay(stores.RawDb, stores.Totals);
        var load = new LoadDay(stores.Uploads, stores.Combined, stores.RawDb, options.Load);
        foreach (UtcDay day in await tally.FindStaleAsync(site, cancellation).ConfigureAwait(false))
        {
            watcher.Starts(Station.Totals, site, day.ToString(), 0);
            TallyReport tallied = await tally.RunAsync(site, day, cancellation).ConfigureAwait(false);
            foreach (LogDay damaged in tallied.Damaged)
            {
                watcher.Warns($"The raw part of {day} from the log of {damaged} is damaged or gone; it is made again from its log.");
                await load.RunAsync(site, damaged, force: true, cancellation).ConfigureAwait(false);
                report.PartsRepaired++;
            }

            if (tallied.Damaged.Count > 0)
            {
                tallied = await tally.RunAsync(site, day, cancellation).ConfigureAwait(false);
            }

            if (tallied.Damaged.Count > 0)
            {
                throw new InvalidDataException(
                    $"The raw data of {site} of {day} is damaged and its log cannot replace it. Put the log back and run again; imported raw data: import it again.");
            }

            report.DaysTallied += tallied.DidWork ? 1 : 0;
            watcher.Ends(tallied.DidWork);
        }
    }

    private async Task TotalAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        var total = new TotalWeek(stores.Combined, stores.Totals);
        WeekSources sources = await WeekSources.ReadAsync(site, stores.Combined, stores.Totals, cancellation).ConfigureAwait(false);
        foreach (Week week in sources.StaleWeeks)
        {
            watcher.Starts(Station.Totals, site, $"week of {week.Monday}", 0);
            TotalReport totalled = await total.RunAsync(site, week, cancellation).ConfigureAwait(false);
            report.WeeksTotalled += totalled.DidWork ? 1 : 0;
            watcher.Ends(totalled.DidWork);
        }
    }

    private sealed class Progress(ICountWatcher watcher) : IProgress<long>
    {
        public void Report(long value) => watcher.Reads(value);
    }
}
