using System.Collections.Immutable;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known of an instance from outside.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>An instance.</summary>
    /// <param name="name">Name of its orchestrator.</param>
    /// <param name="instanceId">Its id.</param>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>Name of its orchestrator.</summary>
    public string Name { get; }

    /// <summary>Its id.</summary>
    public string InstanceId { get; }

    /// <summary>Reads the serialized values; null if they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>Its state.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Its input as text; null if it has none or it was not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Its output as text; null if it has none or it was not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Its custom status as text; null if it has none or it was not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>How it failed; null if it did not.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it has begun and not ended, and does not rest.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has ended, in whatever way.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Its input.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput, nameof(ReadInputAs));

    /// <summary>Its output.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput, nameof(ReadOutputAs));

    /// <summary>Its custom status.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus, nameof(ReadCustomStatusAs));

    private T? Read<T>(string? data, string caller) => DataConverter is { } converter
        ? converter.Deserialize<T>(data)
        : throw new InvalidOperationException($"{caller} can only be used on metadata that was fetched with inputs and outputs.");
}
