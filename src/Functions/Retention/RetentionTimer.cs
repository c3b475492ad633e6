using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Retention;

/// <summary>Removes what has served its time.</summary>
/// <param name="removal">Removes.</param>
public sealed class RetentionTimer(RemoveOldData removal)
{
    /// <summary>Runs on its schedule.</summary>
    [Function("Retention")]
    public Task RunAsync(
        [TimerTrigger("%CountmeRetentionSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        removal.RunAsync(client, cancellation);
}
