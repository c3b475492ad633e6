using Countme.LocalHost.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Orchestrations;

/// <summary>The client that functions get here.</summary>
internal sealed class LocalDurableTaskClient(OrchestrationRuntime runtime) : DurableTaskClient("LocalHost")
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private int _messages;

    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        string? data = HistoryText.Values.Serialize(input);
        if (runtime.Sizes.Check(data, $"the input of orchestrator '{orchestratorName}'") is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(input));
        }

        StoredInstance? existing = await MakeRoomAsync(id, options, cancellation);
        DateTime now = runtime.Time.GetUtcNow().UtcDateTime;
        var record = new InstanceRecord(id, orchestratorName.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = now,
            UpdatedAt = now,
            Input = data,
            StartAt = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
        };
        var start = new HistoryEvent(HistoryKind.ExecutionStarted) { Name = record.Name, Data = data };
        if (!await runtime.Store.TryCreateAsync(record, [start], existing?.Version, cancellation))
        {
            throw Exists(id, "just started");
        }

        runtime.Wake(id);
        return id;
    }

    /// <inheritdoc/>
    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? data = HistoryText.Values.Serialize(eventPayload);
        if (runtime.Sizes.Check(data, $"event '{eventName}'") is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(eventPayload));
        }

        await SendAsync(instanceId, new(HistoryKind.EventRaised) { Name = eventName, Data = data }, cancellation);
    }

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            new(HistoryKind.Terminated) { Data = HistoryText.Values.Serialize(options?.Output), Flag = options?.Recursive ?? false },
            cancellation);

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(HistoryKind.Suspended) { Data = HistoryText.Values.Serialize(reason) }, cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new(HistoryKind.Resumed) { Data = HistoryText.Values.Serialize(reason) }, cancellation);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await runtime.Store.FindAsync(instanceId, cancellation) is { } found ? ToMetadata(found.Record, getInputsAndOutputs) : null;

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new();
        return Pageable.Create(async (token, size, cancellation) =>
        {
            (IReadOnlyList<InstanceRecord> records, string? next) = await runtime.Store.ListAsync(
                size is { } wanted ? query with { PageSize = wanted } : query, token ?? query.ContinuationToken, cancellation);
            return new Page<OrchestrationMetadata>([.. records.Select(record => ToMetadata(record, query.FetchInputsAndOutputs))], next);
        });
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, record => record.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, record => record.IsEnded, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (await runtime.Store.LoadAsync(instanceId, cancellation) is not { Instance.Record.IsEnded: true } contents)
        {
            return new PurgeResult(0);
        }

        int purged = 1;
        bool isRecursive = options?.Recursive == true;
        foreach (HistoryEvent part in contents.History.Where(entry => isRecursive && entry.Kind == HistoryKind.ChildStarted))
        {
            purged += (await PurgeInstanceAsync(part.InstanceId!, options, cancellation)).PurgedInstanceCount;
        }

        await runtime.Store.RemoveAsync(instanceId, cancellation);
        return new PurgeResult(purged);
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var ids = new List<string>();
        await foreach (OrchestrationMetadata found in GetAllInstancesAsync(
            new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses)).WithCancellation(cancellation))
        {
            if (found.IsCompleted)
            {
                ids.Add(found.InstanceId);
            }
        }

        int purged = 0;
        foreach (string id in ids)
        {
            purged += (await PurgeInstanceAsync(id, options, cancellation)).PurgedInstanceCount;
        }

        return new PurgeResult(purged, isComplete: true);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// As the Functions host's defaults have it: an instance that has not ended stands in the way, one that has is replaced. With dedupe
    /// statuses, those alone stand in the way, and another that has not ended is terminated first.
    /// </summary>
    private async Task<StoredInstance?> MakeRoomAsync(string id, StartOrchestrationOptions? options, CancellationToken cancellation)
    {
        if (await runtime.Store.FindAsync(id, cancellation) is not { } existing)
        {
            return null;
        }

        bool inTheWay = options?.DedupeStatuses is { } statuses
            ? statuses.Select(text => Enum.Parse<OrchestrationRuntimeStatus>(text, ignoreCase: true)).Contains(existing.Record.Status)
            : !existing.Record.IsEnded;
        if (inTheWay)
        {
            throw Exists(id, existing.Record.Status.ToString());
        }

        if (!existing.Record.IsEnded)
        {
            await TerminateInstanceAsync(id, null, cancellation);
            await WaitForInstanceCompletionAsync(id, false, cancellation);
        }

        // What it still has to send goes first.
        return await WaitForAsync(id, stored => stored.Record.Outbox.Count == 0, cancellation);
    }

    private async Task SendAsync(string instanceId, HistoryEvent entry, CancellationToken cancellation)
    {
        string key = FormattableString.Invariant(
            $"m{runtime.Time.GetUtcNow().UtcTicks:D19}-{Interlocked.Increment(ref _messages):D9}-{Guid.NewGuid():N}");
        await runtime.SendAsync(new(key, instanceId, entry with { MessageId = key }), cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string id, Func<InstanceRecord, bool> until, bool withData, CancellationToken cancellation) =>
        ToMetadata((await WaitForAsync(id, stored => until(stored.Record), cancellation)).Record, withData);

    private async Task<StoredInstance> WaitForAsync(string id, Func<StoredInstance, bool> until, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = runtime.WhenChanged(id);
            try
            {
                StoredInstance found = await runtime.Store.FindAsync(id, cancellation)
                    ?? throw new ArgumentException($"Found no orchestration instance with the id '{id}'.", nameof(id));
                if (until(found))
                {
                    return found;
                }

                await changed.WaitAsync(LookAgain, runtime.Time, cancellation);
            }
            catch (TimeoutException)
            {
                // Another process may have changed it.
            }
            finally
            {
                runtime.Unwatch(id, changed);
            }
        }
    }

    private static OrchestrationAlreadyExistsException Exists(string id, string status) =>
        new($"An orchestration with instance ID '{id}' already exists; it is {status}.");

    private static OrchestrationMetadata ToMetadata(InstanceRecord record, bool withData) => new(record.Name, record.Id)
    {
        DataConverter = withData ? HistoryText.Values : null,
        RuntimeStatus = record.Status,
        CreatedAt = new DateTimeOffset(record.CreatedAt, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(record.UpdatedAt, TimeSpan.Zero),
        SerializedInput = withData ? record.Input : null,
        SerializedOutput = withData ? record.Output : null,
        SerializedCustomStatus = withData ? record.CustomStatus : null,
        FailureDetails = record.Failure?.ToDetails(),
        Tags = record.Tags ?? new Dictionary<string, string>(),
    };
}
