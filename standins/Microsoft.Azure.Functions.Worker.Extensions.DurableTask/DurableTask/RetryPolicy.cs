namespace Microsoft.DurableTask;

/// <summary>How often and after which times a failed task is called again.</summary>
public class RetryPolicy
{
    /// <summary>A policy.</summary>
    /// <param name="maxNumberOfAttempts">Calls in all, the first one included; at least 1.</param>
    /// <param name="firstRetryInterval">Time before the second call; more than zero.</param>
    /// <param name="backoffCoefficient">Factor by which the time grows with each further call; at least 1.</param>
    /// <param name="maxRetryInterval">Longest time between two calls; null: one hour.</param>
    /// <param name="retryTimeout">Time since the first call after which none follows; null: no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        NotShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        NotShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Calls in all, the first one included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Time before the second call.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Factor by which the time grows with each further call.</summary>
    /// <value>Default 1.</value>
    public double BackoffCoefficient { get; }

    /// <summary>Longest time between two calls.</summary>
    /// <value>Default one hour.</value>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>Time since the first call after which none follows.</summary>
    /// <value>Default <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan RetryTimeout { get; }

    private static void NotShorter(TimeSpan? value, TimeSpan first, string name)
    {
        if (value < first && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Found {value}, expected at least the first interval, {first}.");
        }
    }
}
