using Countme.Core.Combine;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Totals;

/// <summary>Tells which weeks of a site must be totalled again: those of tallied days, and those that a later day closed.</summary>
/// <param name="combined">Tells which logs a week lacks.</param>
/// <param name="totals">The tallies.</param>
public sealed class StaleWeeks(ICombinedLogs combined, ITotals totals)
{
    /// <summary>Lists weeks by their numbers.</summary>
    [Function(nameof(StaleWeeks))]
    public async Task<StaleKeys> RunAsync([ActivityTrigger] string siteName, CancellationToken cancellation)
    {
        WeekSources sources = await WeekSources.ReadAsync(new Site(siteName), combined, totals, cancellation);
        return StaleKeys.FirstOf([.. sources.StaleWeeks.Select(week => week.Number)]);
    }
}
