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
/// <param name="Marks">What of it was published last.</param>
internal sealed record Stores(
    IUploads Uploads, ICombinedLogs Combined, IRawDb RawDb, ITotals Totals, IPublications Publications, PublishedMarks Marks);

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

    /// <summary>Whether logs are combined and loaded; false to begin with the raw parts that are there.</summary>
    public bool ReadsLogs { get; init; } = true;

    /// <summary>Stations that read each log.</summary>
    public int StationsThatRead => !ReadsLogs ? 0 : Until == Station.Combine ? 1 : 2;

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
        if (options.ReadsLogs)
        {
            await ReceiveAsync(found, report, cancellation).ConfigureAwait(false);
            await ReadDaysAsync(site, found, report, cancellation).ConfigureAwait(false);
        }

        await AddLeftOutAsync(site, report, cancellation).ConfigureAwait(false);
        if (options.Until >= Station.Totals)
        {
            await TallyAsync(site, report, cancellation).ConfigureAwait(false);
            await TotalAsync(site, report, cancellation).ConfigureAwait(false);
        }

        if (options.Until >= Station.Publish)
        {
            await PublishAsync(site, report, cancellation).ConfigureAwait(false);
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

    /// <summary>Combines and loads every log day that asks for it. A day whose log is gone stays as it was, and is reported.</summary>
    private async Task ReadDaysAsync(Site site, IReadOnlyList<FoundUpload> found, CountReport report, CancellationToken cancellation)
    {
        var named = found.Select(upload => upload.Name).ToHashSet(StringComparer.Ordinal);
        var days = new List<LogDayPlan>();
        foreach (LogDay day in await ListLogDaysAsync(site, cancellation).ConfigureAwait(false))
        {
            var uploads = await stores.Uploads.ListAsync(site, day, cancellation).ConfigureAwait(false);
            days.Add(new LogDayPlan(
                day, uploads.Sum(upload => upload.StoredBytes), options.Force && uploads.Any(upload => named.Contains(upload.Name))));
        }

        watcher.Plans(site, days.Sum(day => day.StoredBytes) * options.StationsThatRead);
        foreach (LogDayPlan day in days)
        {
            try
            {
                await ReadDayAsync(site, day, report, cancellation).ConfigureAwait(false);
            }
            catch (FileNotFoundException exception)
            {
                watcher.Ends(didWork: false);
                report.Problems.Add(new CountProblem(day.Day, exception.Message));
            }
        }
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

    private async Task ReadDayAsync(Site site, LogDayPlan plan, CountReport report, CancellationToken cancellation)
    {
        var progress = new Progress(watcher);
        var combine = new CombineDay(stores.Uploads, stores.Combined, options.Combine, progress);
        watcher.Starts(Station.Combine, site, plan.Day.ToString(), plan.StoredBytes, contentBytes: null);
        CombineReport combined = await combine.RunAsync(site, plan.Day, cancellation).ConfigureAwait(false);
        report.DaysCombined += combined.DidWork ? 1 : 0;
        watcher.Ends(combined.DidWork);
        if (options.Until < Station.RawDb)
        {
            return;
        }

        var load = new LoadDay(stores.Uploads, stores.Combined, stores.RawDb, options.Load, progress);
        watcher.Starts(Station.RawDb, site, plan.Day.ToString(), plan.StoredBytes, combined.Log?.ContentBytes);
        LoadReport loaded = await load.RunAsync(site, plan.Day, plan.IsForced, cancellation).ConfigureAwait(false);
        report.Add(loaded);
        watcher.Ends(loaded.DidWork);
    }

    /// <summary>Tallies every UTC day that asks for it.</summary>
    private async Task TallyAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        var tally = new TallyDay(stores.RawDb, stores.Totals);
        DaySources sources = await DaySources.ReadAsync(site, stores.RawDb, stores.Totals, cancellation).ConfigureAwait(false);
        foreach (UtcDay day in sources.StaleDays)
        {
            watcher.Starts(Station.Totals, site, day.ToString(), storedBytes: 0, contentBytes: null);
            TallyReport tallied = await tally.RunAsync(sources, day, cancellation).ConfigureAwait(false);
            if (tallied.Damaged.Count > 0)
            {
                await RepairAsync(site, day, tallied.Damaged, report, cancellation).ConfigureAwait(false);
                tallied = await tally.RunAsync(site, day, cancellation).ConfigureAwait(false);
            }

            if (tallied.Damaged.Count > 0)
            {
                throw new InvalidDataException(
                    $"The raw data of {site} of {day} is damaged and its log cannot replace it. Put the log back and run again; imported "
                        + "raw data: import it again.");
            }

            report.DaysTallied += tallied.DidWork ? 1 : 0;
            watcher.Ends(tallied.DidWork);
        }

        await AddLateRowsAsync(tally, report, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes damaged parts again from their logs, under the rules they were made by.</summary>
    private async Task RepairAsync(
        Site site, UtcDay day, IReadOnlyList<LogDay> damaged, CountReport report, CancellationToken cancellation)
    {
        foreach (LogDay logDay in damaged)
        {
            watcher.Warns($"The raw part of {day} from the log of {logDay} is damaged or gone; it is made again from its log.");
            LoadedDay? loaded = await stores.RawDb.FindLoadedAsync(site, logDay, cancellation).ConfigureAwait(false);
            LoadOptions same = loaded is null || options.ReadsLogs ? options.Load : LoadedRules.SameAs(loaded, options.Load);
            await new LoadDay(stores.Uploads, stores.Combined, stores.RawDb, same).RunAsync(
                site, logDay, force: true, cancellation).ConfigureAwait(false);
            report.PartsRepaired++;
        }
    }

    /// <summary>Notes rows that came for days whose raw data was removed: their tallies stay as they are.</summary>
    private async Task AddLateRowsAsync(TallyDay tally, CountReport report, CancellationToken cancellation)
    {
        if (report.Changed.Count == 0)
        {
            return;
        }

        var days = await stores.Totals.ListDaysAsync(report.Site, cancellation).ConfigureAwait(false);
        foreach (DayTally day in days.Where(day => day.IsFinal && report.Changed.Contains(day.Day)))
        {
            TallyReport late = await tally.RunAsync(report.Site, day.Day, cancellation).ConfigureAwait(false);
            if (late.LateRows > 0)
            {
                report.LateRows.Add((day.Day, late.LateRows));
            }
        }
    }

    private async Task TotalAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        var total = new TotalWeek(stores.Combined, stores.Totals);
        WeekSources sources = await WeekSources.ReadAsync(site, stores.Combined, stores.Totals, cancellation).ConfigureAwait(false);
        foreach (Week week in sources.StaleWeeks)
        {
            watcher.Starts(Station.Totals, site, $"week of {week.Monday}", storedBytes: 0, contentBytes: null);
            TotalReport totalled = await total.RunAsync(sources, week, cancellation).ConfigureAwait(false);
            report.WeeksTotalled += totalled.DidWork ? 1 : 0;
            watcher.Ends(totalled.DidWork);
        }
    }

    /// <summary>Publishes, unless exactly that was published last and is still there.</summary>
    private async Task PublishAsync(Site site, CountReport report, CancellationToken cancellation)
    {
        var weeks = await stores.Totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false);
        string fingerprint = PublishedMarks.FingerprintOf(weeks, options.IsExact);
        report.Published = options.Force ? [] : stores.Marks.Find(site, fingerprint) ?? [];
        if (report.Published.Count == 0)
        {
            watcher.Starts(Station.Publish, site, $"{weeks.Count} weeks", storedBytes: 0, contentBytes: null);
            var publish = new PublishSite(stores.Totals, stores.Publications, options.IsExact);
            report.Published = await publish.RunAsync(site, cancellation).ConfigureAwait(false);
            stores.Marks.Put(site, fingerprint, report.Published);
            watcher.Ends(didWork: true);
        }
    }

    /// <summary>A log day to be looked at.</summary>
    /// <param name="Day">The day.</param>
    /// <param name="StoredBytes">Size of its logs.</param>
    /// <param name="IsForced">Whether it is loaded although nothing changed.</param>
    private sealed record LogDayPlan(LogDay Day, long StoredBytes, bool IsForced);

    private sealed class Progress(ICountWatcher watcher) : IProgress<long>
    {
        public void Report(long value) => watcher.Reads(value);
    }
}
