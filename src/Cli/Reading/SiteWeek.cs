using Countme.Cli.Counting;
using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Reading;

/// <summary>A week between the first and the last one of a site, with or without data.</summary>
/// <param name="Week">The week.</param>
/// <param name="Totals">What is known of it; null when it has no data at all.</param>
/// <param name="CountmeHits">Requests with a countme value; null when not known.</param>
/// <param name="UniqueHosts">Distinct hosts a day, summed over days; null when not known.</param>
/// <param name="SetAside">Logs of its days that could not be read.</param>
internal sealed record SiteWeek(
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
    public static async Task<IReadOnlyList<SiteWeek>> ReadAsync(Stores stores, Site site, CancellationToken cancellation)
    {
        var known = await stores.Totals.ListWeeksAsync(site, cancellation);
        var setAside = (await stores.Combined.ListAsync(site, cancellation))
            .SelectMany(log => log.LeftOut.Where(left => left.State == UploadState.SetAside).Select(left => (log.Day, left)))
            .ToLookup(log => UtcDay.Of(log.Day.Date.AddDays(-1)).Week);
        var weeks = new List<SiteWeek>();
        foreach (WeekTotals totals in known)
        {
            AddGap(weeks, totals.Week);
            long[] hits = new long[2];
            await foreach (BucketCount count in stores.Totals.ReadWeekAsync(site, totals.Week, cancellation))
            {
                hits[(int)count.Series] += count.Hits;
            }

            weeks.Add(new SiteWeek(
                totals.Week, totals, Known(totals, Series.Countme, hits), Known(totals, Series.Unique, hits), [.. setAside[totals.Week]]));
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
