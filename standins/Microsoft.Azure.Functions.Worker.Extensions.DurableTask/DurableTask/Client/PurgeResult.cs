namespace Microsoft.DurableTask.Client;

/// <summary>What a purge removed.</summary>
public class PurgeResult
{
    /// <summary>A result.</summary>
    /// <exception cref="ArgumentException">The count is below zero.</exception>
    public PurgeResult(int count)
    {
        if (count < 0)
        {
            throw new ArgumentException("Count must be non-negative", nameof(count));
        }

        PurgedInstanceCount = count;
    }

    /// <summary>A result that says whether all was done.</summary>
    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>Number of instances removed.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether all that matched was removed; null if unknown.</summary>
    public bool? IsComplete { get; }
}

/// <summary>Options of a purge.</summary>
/// <param name="Recursive">Whether sub-orchestrations go too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>Which ended instances to remove.</summary>
/// <param name="CreatedFrom">Started at or after this time.</param>
/// <param name="CreatedTo">Started at or before this time.</param>
/// <param name="Statuses">In one of these states; null: any that is an end.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null, IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>Time after which a purge stops early; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
