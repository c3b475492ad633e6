using Countme.Cli.Counting;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Reading;

/// <summary>Where a week's numbers come from: its days, their raw parts, and the logs behind those.</summary>
/// <param name="Totals">The week.</param>
/// <param name="Hits">What it counts of the buckets asked for.</param>
/// <param name="Days">Its days with data, in order.</param>
/// <param name="LogDays">The log days behind their parts, in order.</param>
internal sealed record WeekOrigin(WeekTotals Totals, long Hits, IReadOnlyList<DayOrigin> Days, IReadOnlyList<LogDayOrigin> LogDays)
{
    /// <summary>Walks back from a week to its logs.</summary>
    public static async Task<WeekOrigin> ReadAsync(
        Stores stores, WeekTotals week, Series series, BucketFilter filter, CancellationToken cancellation)
    {
        Site site = week.Site;
        var days = new List<DayOrigin>();
        foreach (DayTally tally in (await stores.Totals.ListDaysAsync(site, cancellation)).Where(day => day.Day.Week == week.Week))
        {
            long hits = await SumAsync(stores.Totals.ReadDayAsync(site, tally.Day, cancellation), series, filter);
            days.Add(new DayOrigin(tally, hits));
        }

        var logDays = new List<LogDayOrigin>();
        foreach (LogDay day in days.SelectMany(day => day.Tally.Parts).Select(part => part.LogDay).Distinct().Order())
        {
            logDays.Add(new LogDayOrigin(
                day,
                await stores.RawDb.FindLoadedAsync(site, day, cancellation),
                day == RawPartKey.Imported ? null : await stores.Combined.FindAsync(site, day, cancellation)));
        }

        long sum = await SumAsync(stores.Totals.ReadWeekAsync(site, week.Week, cancellation), series, filter);
        return new WeekOrigin(week, sum, days, logDays);
    }

    private static async Task<long> SumAsync(IAsyncEnumerable<BucketCount> counts, Series series, BucketFilter filter)
    {
        long hits = 0;
        await foreach (BucketCount count in counts)
        {
            hits += count.Series == series && filter.Fits(MaskedText.Of(count.Bucket)) ? count.Hits : 0;
        }

        return hits;
    }
}

/// <summary>A day of a week.</summary>
/// <param name="Tally">What is known of it.</param>
/// <param name="Hits">What it counts of the buckets asked for.</param>
internal sealed record DayOrigin(DayTally Tally, long Hits);

/// <summary>A log day that requests came from.</summary>
/// <param name="Day">The log day.</param>
/// <param name="Loaded">What loading it did; null when that is not known any more.</param>
/// <param name="Log">What went into its combined log; null for imported rows.</param>
internal sealed record LogDayOrigin(LogDay Day, LoadedDay? Loaded, CombinedLog? Log)
{
    /// <summary>Whether these are rows that were imported.</summary>
    public bool IsImported => Day == RawPartKey.Imported;
}
