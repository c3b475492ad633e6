using Countme.Core.Combine;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Combine;

/// <summary>Merges a day's uploads.</summary>
/// <param name="step">The step.</param>
/// <param name="slots">Bounds how many steps run at a time.</param>
/// <param name="logger">Is told what was done.</param>
public sealed class CombineDayActivity(CombineDay step, StepSlots slots, ILogger<CombineDayActivity> logger)
{
    /// <summary>Combines a day. A second call with the same uploads does nothing.</summary>
    [Function(nameof(CombineDay))]
    public async Task<StepResult> RunAsync([ActivityTrigger] DayKey key, CancellationToken cancellation)
    {
        using IDisposable slot = await slots.TakeAsync(cancellation);
        CombineReport report = await step.RunAsync(key.Site, key.LogDay, cancellation);
        StepResult result = Results.Of(report);
        Log.Combined(logger, key.ToString(), result["inputs"], result["set_aside"], result.DidWork);
        return result;
    }
}
