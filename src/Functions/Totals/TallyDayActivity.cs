using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Totals;

/// <summary>Input of <see cref="TallyDayActivity"/> and <see cref="TotalWeekActivity"/>.</summary>
/// <param name="SiteName">The site.</param>
/// <param name="Number">Number of the UTC day, or of the week.</param>
public sealed record NumberedKey(string SiteName, int Number);

/// <summary>What a tally did, as messages carry it.</summary>
/// <param name="DidWork">Whether the day was tallied.</param>
/// <param name="Rows">Rows of the day.</param>
/// <param name="LateRows">Rows that came after the day's raw data was removed and are not counted.</param>
/// <param name="Damaged">Log days whose part is damaged; not empty means that nothing was tallied.</param>
public sealed record TallyResult(bool DidWork, long Rows, long LateRows, string[] Damaged);

/// <summary>Counts a UTC day's raw parts.</summary>
/// <param name="step">The step.</param>
/// <param name="slots">Bounds how many steps run at a time.</param>
/// <param name="logger">Is told what was done.</param>
public sealed class TallyDayActivity(TallyDay step, StepSlots slots, ILogger<TallyDayActivity> logger)
{
    /// <summary>Most damaged log days of one message; the others are found when these are mended.</summary>
    private const int MostDamaged = 40;

    /// <summary>Tallies a day. A second call with the same parts does nothing.</summary>
    [Function(nameof(TallyDay))]
    public async Task<TallyResult> RunAsync([ActivityTrigger] NumberedKey key, CancellationToken cancellation)
    {
        using IDisposable slot = await slots.TakeAsync(cancellation);
        var day = new UtcDay(key.Number);
        TallyReport report = await step.RunAsync(new Site(key.SiteName), day, cancellation);
        Log.Tallied(logger, key.SiteName, day.ToString(), report.Tally?.Rows ?? 0, report.Damaged.Count, report.DidWork);
        string[] damaged = [.. report.Damaged.Take(MostDamaged).Select(log => log.ToString())];
        return new TallyResult(report.DidWork, report.Tally?.Rows ?? 0, report.LateRows, damaged);
    }
}
