using Microsoft.DurableTask;

namespace Countme.Functions.Status;

/// <summary>How activities that keep the books are tried again: for about a day, since nothing can be told without them.</summary>
internal static class Persistence
{
    /// <summary>Tries for about a day.</summary>
    public static TaskOptions Always { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            maxNumberOfAttempts: 300, TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));
}
