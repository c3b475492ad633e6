using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>Options of a start of an orchestration.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Options with an id and a time.</summary>
    /// <param name="InstanceId">Id of the instance; null: a random one.</param>
    /// <param name="StartAt">When it begins; null: at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>A copy.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>Id of the instance; null: a random one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When it begins; null: at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>Version of the orchestrator; null: the client's.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the statuses in which an instance of the same id stands in the way; null: the store's own rule; empty: none.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
