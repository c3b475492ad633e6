using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>
/// The context an orchestrator gets here: it collects the orchestrator's steps and ends its tasks with what history brings.
/// </summary>
internal sealed class LocalOrchestrationContext(
    HistoryEvent start, string instanceId, string executionId, ILoggerFactory loggers, OrchestratorThread thread)
    : TaskOrchestrationContext
{
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly EventWaits _events = new();
    private int _lastId;
    private int _guids;
    private bool _replaying = true;
    private DateTime _now;

    /// <inheritdoc/>
    public override TaskName Name => start.Name!;

    /// <inheritdoc/>
    public override string InstanceId => instanceId;

    /// <inheritdoc/>
    public override ParentOrchestrationInstance? Parent { get; } = start.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime => _now;

    /// <inheritdoc/>
    public override bool IsReplaying => _replaying;

    /// <summary>Steps done and not yet compared with history, in order.</summary>
    public Queue<HistoryEvent> Steps { get; } = new();

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>How to begin anew; null: not.</summary>
    public ContinueAsNewOptions? Renewal { get; private set; }

    /// <summary>Events nobody has waited for yet, the oldest first.</summary>
    public IReadOnlyList<HistoryEvent> WaitingEvents => _events.Unclaimed;

    /// <summary>Whether anything that history can bring is awaited.</summary>
    public bool IsWaiting => _open.Count > 0 || _events.HasWaits;

    /// <summary>Numbers of timers that neither fired nor were cancelled.</summary>
    public IEnumerable<int> OpenTimers => _open.Where(task => task.Value is OpenTask<Timeout>).Select(task => task.Key);

    /// <inheritdoc/>
    protected override ILoggerFactory LoggerFactory => loggers;

    /// <summary>Begins a turn.</summary>
    public void BeginTurn(DateTime now, bool replaying)
    {
        _now = now;
        _replaying = replaying;
    }

    /// <summary>Ends the task that an answer belongs to; false if history knows no such task.</summary>
    public bool Answer(HistoryEvent answer)
    {
        if (!_open.Remove(answer.Id, out OpenTask? task))
        {
            return answer.Id <= _lastId;
        }

        OrchestratorThread.Complete(() => task.End(answer));
        return true;
    }

    /// <summary>Gives an event to the oldest wait for it, or keeps it.</summary>
    public void Raise(HistoryEvent raised) => _events.Raise(raised);

    /// <inheritdoc/>
    public override T? GetInput<T>()
        where T : default => HistoryText.Values.Deserialize<T>(start.Data);

    /// <inheritdoc/>
    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        OnlyHere();
        return options?.Retry is { } retry
            ? TaskRetries.RunAsync(this, retry, () => CallOnce<TResult>(HistoryKind.ActivityScheduled, name, null, input))
            : CallOnce<TResult>(HistoryKind.ActivityScheduled, name, null, input);
    }

    /// <inheritdoc/>
    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        OnlyHere();
        string? id = (options as SubOrchestrationOptions)?.InstanceId;
        return options?.Retry is { } retry
            ? TaskRetries.RunAsync(this, retry, () => CallOnce<TResult>(HistoryKind.ChildStarted, orchestratorName, id, input))
            : CallOnce<TResult>(HistoryKind.ChildStarted, orchestratorName, id, input);
    }

    /// <inheritdoc/>
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        OnlyHere();
        int id = Add(
            new(HistoryKind.TimerCreated)
            {
                Time = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc),
            });
        var timer = new OpenTask<Timeout>("timer", id);
        _open.Add(id, timer);
        cancellationToken.Register(() =>
        {
            _open.Remove(id);
            OrchestratorThread.Complete(() => timer.Cancel(cancellationToken));
        });
        return timer.Task;
    }

    /// <inheritdoc/>
    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        OnlyHere();
        return _events.WaitAsync<T>(eventName, cancellationToken);
    }

    /// <inheritdoc/>
    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        OnlyHere();
        Add(new(HistoryKind.EventSent) { InstanceId = instanceId, Name = eventName, Data = HistoryText.Values.Serialize(payload) });
    }

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus)
    {
        OnlyHere();
        CustomStatus = HistoryText.Values.Serialize(customStatus);
    }

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    /// <inheritdoc/>
    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        OnlyHere();
        Renewal = options;
    }

    /// <inheritdoc/>
    public override Guid NewGuid()
    {
        OnlyHere();
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{instanceId}/{executionId}"), hash);
        BinaryPrimitives.WriteInt32LittleEndian(hash[16..], ++_guids);
        SHA256.HashData(hash[..20], hash);

        // Version 8 of RFC 9562: made from whatever its maker likes.
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private Task<T> CallOnce<T>(HistoryKind kind, TaskName name, string? childId, object? input)
    {
        int next = _lastId + 1;
        string? target = kind == HistoryKind.ChildStarted ? childId ?? $"{executionId}:{next:x}" : null;
        int id = Add(new(kind) { Name = name.Name, InstanceId = target, Data = HistoryText.Values.Serialize(input) });
        var task = new OpenTask<T>(name.Name, id);
        _open.Add(id, task);
        return task.Task;
    }

    private int Add(HistoryEvent step)
    {
        Steps.Enqueue(step with { Id = ++_lastId });
        return _lastId;
    }

    private void OnlyHere()
    {
        if (!thread.IsCurrent)
        {
            throw new InvalidOperationException(
                $"Orchestrator '{Name}' ({instanceId}) used its context on another thread, expected its own: it awaited something that its"
                + " context did not make, such as I/O or Task.Run. Move that into an activity.");
        }
    }

    /// <summary>The result of a timer: none.</summary>
    private sealed record Timeout;
}
