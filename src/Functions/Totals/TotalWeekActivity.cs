using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Totals;

/// <summary>Adds the tallies of a week up.</summary>
/// <param name="step">The step.</param>
/// <param name="logger">Is told what was done.</param>
public sealed class TotalWeekActivity(TotalWeek step, ILogger<TotalWeekActivity> logger)
{
    /// <summary>Totals a week. A second call with the same tallies does nothing.</summary>
    [Function(nameof(TotalWeek))]
    public async Task<StepResult> RunAsync([ActivityTrigger] NumberedKey key, CancellationToken cancellation)
    {
        var week = new Week(key.Number);
        TotalReport report = await step.RunAsync(new Site(key.SiteName), week, cancellation);
        string state = report.Totals?.State.ToString() ?? "Missing";
        Log.Totalled(logger, key.SiteName, week.Monday.ToString(), state, report.Totals?.Revision ?? 0, report.DidWork);
        return Results.Of(report);
    }
}
