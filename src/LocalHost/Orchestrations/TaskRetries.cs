using Microsoft.DurableTask;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Calls a failed task again, by policy or handler, with durable timers in between.</summary>
internal static class TaskRetries
{
    /// <summary>The first result, or the last failure.</summary>
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions retry, Func<Task<T>> call)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failed)
            {
                TimeSpan spent = context.CurrentUtcDateTime - first;
                bool again = retry.Handler is { } handler
                    ? await handler(new RetryContext(context, attempt, failed.FailureDetails, spent, CancellationToken.None))
                    : attempt < retry.Policy!.MaxNumberOfAttempts
                        && (retry.Policy.RetryTimeout == Timeout.InfiniteTimeSpan || spent < retry.Policy.RetryTimeout);
                if (!again)
                {
                    throw;
                }
            }

            if (retry.Policy is { } policy)
            {
                await context.CreateTimer(Delay(policy, attempt), CancellationToken.None);
            }
        }
    }

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        double most = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan
            ? TimeSpan.FromDays(365).TotalMilliseconds
            : policy.MaxRetryInterval.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, most));
    }
}
