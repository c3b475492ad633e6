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
    /// <exception cref="ChangedMeanwhileException">The earlier tally is no longer the one of <see cref="DayTally.Version"/>.</exception>
    Task ReplaceDayAsync(DayTally tally, IEnumerable<BucketCount> counts, CancellationToken cancellation);

    /// <summary>Removes a day's tally, if there is one.</summary>
    /// <param name="site">The site.</param>
    /// <param name="day">The UTC day.</param>
    /// <param name="version">The tally's <see cref="DayTally.Version"/>; null removes any.</param>
    /// <param name="cancellation">Stops the removal; the tally is then there as a whole or gone.</param>
    /// <exception cref="ChangedMeanwhileException">There is a tally of another version.</exception>
    Task RemoveDayAsync(Site site, UtcDay day, string? version, CancellationToken cancellation);

    /// <summary>A day's counts in the order they were written; nothing when the day was never tallied.</summary>
    /// <exception cref="ChangedMeanwhileException">The tally was replaced so often while it was read that its counts are gone.</exception>
    IAsyncEnumerable<BucketCount> ReadDayAsync(Site site, UtcDay day, CancellationToken cancellation);

    /// <summary>All weeks of a site, in order of week.</summary>
    Task<IReadOnlyList<WeekTotals>> ListWeeksAsync(Site site, CancellationToken cancellation);

    /// <summary>Puts a week's totals in the place of any earlier ones.</summary>
    /// <param name="totals">The week.</param>
    /// <param name="counts">Its counts, each bucket once, in an order that <see cref="ReadWeekAsync"/> gives back.</param>
    /// <param name="cancellation">Stops the writing and leaves the earlier totals.</param>
    /// <exception cref="ChangedMeanwhileException">The earlier totals are no longer those of <see cref="WeekTotals.Version"/>.</exception>
    Task ReplaceWeekAsync(WeekTotals totals, IAsyncEnumerable<BucketCount> counts, CancellationToken cancellation);

    /// <summary>Removes a week's totals, if there are any.</summary>
    /// <param name="site">The site.</param>
    /// <param name="week">The week.</param>
    /// <param name="version">The totals' <see cref="WeekTotals.Version"/>; null removes any.</param>
    /// <param name="cancellation">Stops the removal; the totals are then there as a whole or gone.</param>
    /// <exception cref="ChangedMeanwhileException">There are totals of another version.</exception>
    Task RemoveWeekAsync(Site site, Week week, string? version, CancellationToken cancellation);

    /// <summary>A week's counts in the order they were written; nothing when the week is not there.</summary>
    /// <exception cref="ChangedMeanwhileException">
    /// The totals were replaced so often while they were read that their counts are gone.
    /// </exception>
    IAsyncEnumerable<BucketCount> ReadWeekAsync(Site site, Week week, CancellationToken cancellation);
}
