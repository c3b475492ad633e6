using Countme.LocalHost.Orchestrations;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Storage;

/// <summary>An orchestration instance as it is stored: all but its history.</summary>
internal sealed record InstanceRecord(string Id, string Name, string ExecutionId)
{
    /// <summary>Number of committed rows of history; rows beyond it do not count.</summary>
    public int Rows { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    /// <summary>When it may begin; null: at once.</summary>
    public DateTime? StartAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public Failure? Failure { get; init; }

    public ParentLink? Parent { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Messages to other instances that were decided with the last commit; sent before the next.</summary>
    public IReadOnlyList<Message> Outbox { get; init; } = [];

    /// <summary>Whether it has ended, in whatever way.</summary>
    public bool IsEnded => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}

/// <summary>A record and the version that a change to it must name.</summary>
internal sealed record StoredInstance(InstanceRecord Record, string Version);

/// <summary>Something for an instance: an entry for its history, or its start.</summary>
/// <param name="Key">Deterministic, so that the same message stored twice is one; in the order of arrival.</param>
/// <param name="To">The instance.</param>
/// <param name="Entry">What it brings.</param>
internal sealed record Message(string Key, string To, HistoryEvent Entry)
{
    /// <summary>The execution it is meant for; null: whichever there is.</summary>
    public string? ForExecution { get; init; }
}

/// <summary>All that is stored of an instance.</summary>
internal sealed record InstanceContents(StoredInstance Instance, IReadOnlyList<HistoryEvent> History, IReadOnlyList<Message> Inbox);

/// <summary>One step forward of an instance, stored at once or not at all.</summary>
/// <param name="Record">The record afterwards.</param>
/// <param name="Version">The version it was read at.</param>
/// <param name="Added">New entries of history, of the record's execution.</param>
/// <param name="Taken">Keys of the messages that went in.</param>
internal sealed record InstanceCommit(
    InstanceRecord Record, string Version, IReadOnlyList<HistoryEvent> Added, IReadOnlyList<string> Taken);

/// <summary>The instance was changed by somebody else since it was read.</summary>
internal sealed class StaleInstanceException(string id) : Exception($"Found instance '{id}' changed since it was read; it is read again.");

/// <summary>Where instances, their histories and their messages are.</summary>
internal interface IInstanceStore
{
    /// <summary>Makes what is missing.</summary>
    Task EnsureCreatedAsync(CancellationToken cancellation);

    /// <summary>The record of an instance; null if there is none.</summary>
    Task<StoredInstance?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>All of an instance; null if there is none.</summary>
    Task<InstanceContents?> LoadAsync(string id, CancellationToken cancellation);

    /// <summary>Stores a new instance with its first entries, in place of one of the given version or of none.</summary>
    /// <returns>False if there is another one by now.</returns>
    Task<bool> TryCreateAsync(
        InstanceRecord record, IReadOnlyList<HistoryEvent> first, string? replacedVersion, CancellationToken cancellation);

    /// <summary>Stores a step forward.</summary>
    /// <returns>The new version.</returns>
    /// <exception cref="StaleInstanceException">The version is no longer current.</exception>
    Task<string> CommitAsync(InstanceCommit commit, CancellationToken cancellation);

    /// <summary>Stores a message; nothing happens if it is there.</summary>
    Task AddMessageAsync(Message message, CancellationToken cancellation);

    /// <summary>Drops messages that nobody will take.</summary>
    Task DropMessagesAsync(string id, IReadOnlyList<string> keys, CancellationToken cancellation);

    /// <summary>Instances that match, in order of id, page by page.</summary>
    Task<(IReadOnlyList<InstanceRecord> Records, string? Next)> ListAsync(
        OrchestrationQuery query, string? from, CancellationToken cancellation);

    /// <summary>Ids of the instances that have something to do: not ended, or with messages to send.</summary>
    Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellation);

    /// <summary>Removes an instance with all that belongs to it.</summary>
    Task RemoveAsync(string id, CancellationToken cancellation);
}
