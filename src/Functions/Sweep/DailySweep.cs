using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Sweep;

/// <summary>Starts what events missed, and tells which hosts sent nothing.</summary>
/// <param name="sweep">Sweeps.</param>
public sealed class DailySweep(SweepLogs sweep)
{
    /// <summary>Runs on its schedule; more often than once a day does no harm.</summary>
    [Function(nameof(DailySweep))]
    public Task RunAsync(
        [TimerTrigger("%CountmeSweepSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        sweep.RunAsync(client, cancellation);
}
