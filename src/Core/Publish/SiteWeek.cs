using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Core.Publish;

/// <summary>A week between the first and the last one of a site, with or without data.</summary>
/// <param name="Week">The week.</param>
/// <param name="Totals">What is known of it; null when it has no data at all.</param>
/// <param name="CountmeHits">Requests with a countme value; null when not known.</param>
/// <param name="UniqueHosts">Distinct hosts a day, summed over days; null when not known.</param>
/// <param name="SetAside">Logs of its days that could not be read.</param>
public sealed record SiteWeek(
    Week Week, WeekTotals? Totals, long? CountmeHits, long? UniqueHosts, IReadOnlyList<(LogDay Day, LeftOut Log)> SetAside)
{
    private const int DaysPerWeek = 7;

    /// <summary>Days without data.</summary>
    public IReadOnlyList<UtcDay> MissingDays => Totals?.MissingDays ?? [.. Week.Days];

    /// <summary>Complete, provisional or missing.</summary>
    public string State => StateOf(Totals);

    /// <summary>The word for a week's state.</summary>
    public static string StateOf(WeekTotals? totals) => totals switch
    {
        null => "missing",
        { State: WeekState.Complete } => "complete",
        _ => "provisional",
    };

    /// <summary>Reads all weeks from the first to the last, in order, gaps included.</summary>
    public static Task<IReadOnlyList<SiteWeek>> ReadAsync(
        Site site, ITotals totals, ICombinedLogs combined, CancellationToken cancellation) =>
        ReadAsync(site, totals, combined, _ => true, cancellation);

    /// <summary>The same of some weeks, in order, with the gaps between them.</summary>
    public static async Task<IReadOnlyList<SiteWeek>> ReadAsync(
        Site site, ITotals totals, ICombinedLogs combined, Predicate<Week> isWanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(combined);
        var known = await totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false);
        var setAside = (await combined.ListAsync(site, cancellation).ConfigureAwait(false))
            .SelectMany(log => log.LeftOut.Where(left => left.State == UploadState.SetAside).Select(left => (log.Day, left)))
            .ToLookup(log => UtcDay.Of(log.Day.Date.AddDays(-1)).Week);
        var weeks = new List<SiteWeek>();
        foreach (WeekTotals week in known.Where(one => isWanted(one.Week)))
        {
            AddGap(weeks, week.Week);
            long[] hits = new long[2];
            await foreach (BucketCount count in totals.ReadWeekAsync(site, week.Week, cancellation).ConfigureAwait(false))
            {
                hits[(int)count.Series] += count.Hits;
            }

            weeks.Add(new SiteWeek(
                week.Week, week, Known(week, Series.Countme, hits), Known(week, Series.Unique, hits), [.. setAside[week.Week]]));
        }

        return weeks;
    }

    /// <summary>Adds weeks without data. Those before counting began are left out: a clock in 1970 would make thousands.</summary>
    private static void AddGap(List<SiteWeek> weeks, Week next)
    {
        if (weeks.Count == 0)
        {
            return;
        }

        Week first = weeks[^1].Week.Plus(1);
        first = first < WeekCalendar.FirstCountmeWeek ? WeekCalendar.FirstCountmeWeek.Plus(1) : first;
        for (Week week = first; week < next; week = week.Plus(1))
        {
            weeks.Add(new SiteWeek(week, null, null, null, []));
        }
    }

    /// <summary>A sum is known unless the whole week is missing, or the series of an imported week is.</summary>
    private static long? Known(WeekTotals totals, Series series, long[] hits)
    {
        bool isKnown = totals.IsImported ? totals.IsPublished(series) : totals.MissingDays.Count < DaysPerWeek;
        return isKnown ? hits[(int)series] : null;
    }
}
