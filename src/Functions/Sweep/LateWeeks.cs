using Countme.Core.Totals;
using Countme.Core.Upload;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Sweep;

/// <summary>Tells which weeks should be complete by now and are not.</summary>
/// <param name="days">The sites.</param>
/// <param name="totals">The weeks.</param>
/// <param name="time">Now.</param>
/// <param name="logger">Is told of each such week; operators are woken by it.</param>
public sealed class LateWeeks(OpenDays days, ITotals totals, TimeProvider time, ILogger<LateWeeks> logger)
{
    /// <summary>
    /// Days after its end in which a week becomes complete: logs of its last day come on the next one, and a proxy may be late.
    /// </summary>
    private const int GraceDays = 3;

    /// <summary>Days after its end after which nobody is told of a week any more: what has not come by then does not come.</summary>
    private const int TellingDays = 28;

    /// <summary>Tells late weeks. A second call tells them again, so that an alert stays until they are complete.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> TellAsync(CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        int late = 0;
        foreach (Site site in await days.SitesAsync(cancellation))
        {
            foreach (WeekTotals week in await totals.ListWeeksAsync(site, cancellation))
            {
                int sinceEnd = today.DayNumber - week.Week.Monday.Date.DayNumber - 7;
                if (week.State == WeekState.Provisional && sinceEnd is > GraceDays and <= TellingDays)
                {
                    late++;
                    Log.WeekLate(logger, site.Name, week.Week.Monday.ToString(), sinceEnd, week.MissingDays.Count);
                }
            }
        }

        return late;
    }
}
