using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>Keeps day tallies and week totals. Each replacement is seen whole or not at all.</summary>
public interface ITotals
{
    /// <summary>All tallied days of a site, in order of day.</summary>
    Task<IReadOnlyList<DayTally>> ListDaysAsync(Site site, CancellationToken cancellation);

    /// <summary>Puts a day's tally in the place of any earlier one. A second call with the same values changes nothing.</summary>
    /// <param name="tally">The day.</param>
    /// <param name="counts">Its counts, each bucket once, in an order that <see cref="ReadDayAsync"/> gives back.</param>
    /// <param name="cancellation">Stops the writing and leaves the earlier tally.</param>
    Task ReplaceDayAsync(DayTally tally, IEnumerable<BucketCount> counts, CancellationToken cancellation);

    /// <summary>Removes a day's tally, if there is one.</summary>
    Task RemoveDayAsync(Site site, UtcDay day, CancellationToken cancellation);

    /// <summary>A day's counts in the order they were written; nothing when the day was never tallied.</summary>
    IAsyncEnumerable<BucketCount> ReadDayAsync(Site site, UtcDay day, CancellationToken cancellation);

    /// <summary>All weeks of a site, in order of week.</summary>
    Task<IReadOnlyList<WeekTotals>> ListWeeksAsync(Site site, CancellationToken cancellation);

    /// <summary>Puts a week's totals in the place of any earlier ones.</summary>
    /// <param name="totals">The week.</param>
    /// <param name="counts">Its counts, each bucket once, in an order that <see cref="ReadWeekAsync"/> gives back.</param>
    /// <param name="cancellation">Stops the writing and leaves the earlier totals.</param>
    Task ReplaceWeekAsync(WeekTotals totals, IAsyncEnumerable<BucketCount> counts, CancellationToken cancellation);

    /// <summary>Removes a week's totals, if there are any.</summary>
    Task RemoveWeekAsync(Site site, Week week, CancellationToken cancellation);

    /// <summary>A week's counts in the order they were written; nothing when the week is not there.</summary>
    IAsyncEnumerable<BucketCount> ReadWeekAsync(Site site, Week week, CancellationToken cancellation);
}
