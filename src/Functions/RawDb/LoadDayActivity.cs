using Countme.Core.RawDb;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.RawDb;

/// <summary>Input of <see cref="LoadDayActivity"/>.</summary>
/// <param name="Key">The site and log day.</param>
/// <param name="Force">Whether to load it although nothing changed: it was asked for, or a part is damaged.</param>
public sealed record LoadInput(DayKey Key, bool Force);

/// <summary>Reads a day's combined log into raw parts.</summary>
/// <param name="step">The step.</param>
/// <param name="slots">Bounds how many steps run at a time.</param>
/// <param name="logger">Is told what was done.</param>
public sealed class LoadDayActivity(LoadDay step, StepSlots slots, ILogger<LoadDayActivity> logger)
{
    /// <summary>Loads a day. A second call with the same log does nothing, unless forced.</summary>
    [Function(nameof(LoadDay))]
    public async Task<StepResult> RunAsync([ActivityTrigger] LoadInput input, CancellationToken cancellation)
    {
        using IDisposable slot = await slots.TakeAsync(cancellation);
        LoadReport report = await step.RunAsync(input.Key.Site, input.Key.LogDay, input.Force, cancellation);
        StepResult result = Results.Of(report);
        Log.Loaded(logger, input.Key.ToString(), result["lines"], result["counted"], result["malformed"], result.DidWork);
        return result;
    }
}
