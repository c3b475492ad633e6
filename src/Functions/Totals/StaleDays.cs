using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Totals;

/// <summary>Some of the keys that must be worked on again.</summary>
/// <param name="Keys">Numbers of days or weeks, in order.</param>
/// <param name="HasMore">Whether there are more after them.</param>
public sealed record StaleKeys(int[] Keys, bool HasMore)
{
    /// <summary>Most keys of one message.</summary>
    public const int Most = 40;

    /// <summary>The first ones of a list.</summary>
    internal static StaleKeys FirstOf(IReadOnlyList<int> keys) => new([.. keys.Take(Most)], keys.Count > Most);
}

/// <summary>Tells which UTC days that a log day touches, or touched before, must be tallied again.</summary>
/// <param name="rawDb">The raw parts.</param>
/// <param name="totals">The tallies.</param>
public sealed class StaleDays(IRawDb rawDb, ITotals totals)
{
    /// <summary>Lists days by their numbers. Days that no log of this log day is in are left to the runs of theirs.</summary>
    [Function(nameof(StaleDays))]
    public async Task<StaleKeys> RunAsync([ActivityTrigger] DayKey key, CancellationToken cancellation)
    {
        DaySources sources = await DaySources.ReadAsync(key.Site, rawDb, totals, cancellation);
        return StaleKeys.FirstOf([.. sources.StaleDays.Where(day => IsOf(sources, day, key.LogDay)).Select(day => day.Number)]);
    }

    private static bool IsOf(DaySources sources, UtcDay day, LogDay logDay) =>
        sources.PartsOf(day).Concat(sources.Find(day)?.Parts ?? []).Any(part => part.LogDay == logDay);
}
