using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Runs all orchestrations of the app: wakes them in this process at once, and looks into the store now and then.</summary>
internal sealed class OrchestrationRuntime : IActorHost, IAsyncDisposable
{
    private readonly IInstanceStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LocalHostOptions _options;
    private readonly TurnPlan _plan;
    private readonly ActorQueue _queue;
    private readonly InstanceChanges _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>A runtime that has not started.</summary>
    public OrchestrationRuntime(
        IInstanceStore store, IDurableFunctions functions, LocalHostOptions options, TimeProvider time, ILoggerFactory loggers,
        IActivityInterceptor? interceptor = null)
    {
        _store = store;
        _time = time;
        _options = options;
        _logger = loggers.CreateLogger<OrchestrationRuntime>();
        Functions = functions;
        Sizes = new(options.MaxMessageBytes, _logger);
        _plan = new(functions, Sizes, loggers);
        Activities = new(functions, interceptor, options, Sizes, time, _logger);
        Timers = new(time);
        _queue = new(id => new InstanceActor(id, store, _plan, this, time));
    }

    /// <summary>The app's functions.</summary>
    public IDurableFunctions Functions { get; }

    /// <summary>Sizes of messages so far.</summary>
    public MessageSizes Sizes { get; }

    /// <inheritdoc/>
    public ActivityRunner Activities { get; }

    /// <inheritdoc/>
    public DurableTimers Timers { get; }

    /// <summary>Where instances are.</summary>
    public IInstanceStore Store => _store;

    /// <summary>The time.</summary>
    public TimeProvider Time => _time;

    /// <summary>Goes on with what an earlier process left, then with all that comes.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _store.EnsureCreatedAsync(cancellation);
        IReadOnlyList<string> unfinished = await _store.ListUnfinishedAsync(cancellation);
        if (unfinished.Count > 0)
        {
            Log.Resumed(_logger, unfinished.Count);
        }

        foreach (string id in unfinished)
        {
            Wake(id);
        }

        _running = Task.WhenAll(
            Enumerable.Range(0, _options.MaxTurns)
                .Select(_ => Task.Run(WorkAsync, CancellationToken.None))
                .Append(Task.Run(SweepAsync, CancellationToken.None)));
    }

    /// <summary>Stops: turns are finished, activities cancelled; what is left goes on at the next start.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _queue.Complete();
        await _running;
        await Activities.WhenIdleAsync();
        Timers.Dispose();
    }

    /// <inheritdoc/>
    public void Wake(string id) => _queue.Add(id, null);

    /// <inheritdoc/>
    public void Post(string id, Arrival arrival) => _queue.Add(id, arrival);

    /// <summary>Completes after the next commit of an instance.</summary>
    public Task WhenChanged(string id) => _changes.WhenChanged(id);

    /// <summary>Forgets a wait for the next commit.</summary>
    public void Unwatch(string id, Task watch) => _changes.Unwatch(id, watch);

    /// <inheritdoc/>
    public void StartActivity(InstanceRecord record, HistoryEvent scheduled, Action<HistoryEvent> answer) =>
        Activities.Start(record.Id, record.ExecutionId, scheduled, answer, _stop.Token);

    /// <inheritdoc/>
    public async Task SendAsync(Message message, CancellationToken cancellation)
    {
        StoredInstance? target = await _store.FindAsync(message.To, cancellation);
        if (message.Entry.Kind == HistoryKind.ExecutionStarted)
        {
            await StartPartAsync(message, target, cancellation);
        }
        else if (target is null or { Record.IsEnded: true }
            || (message.ForExecution is { } execution && execution != target.Record.ExecutionId))
        {
            Dropped(message.To, message.Entry);
        }
        else
        {
            await _store.AddMessageAsync(message, cancellation);
            Post(message.To, new(message.Entry, message.ForExecution, message.Key));
        }
    }

    /// <inheritdoc/>
    public void Committed(InstanceRecord record, int arrived, int added)
    {
        Log.TurnTaken(_logger, record.Id, record.Name, arrived, added, record.Status.ToString());
        if (record is { Status: OrchestrationRuntimeStatus.Failed, Failure: { } failure })
        {
            Log.OrchestrationFailed(_logger, record.Id, record.Name, failure.Message);
        }

        _changes.Changed(record.Id);
    }

    /// <inheritdoc/>
    public void Settled(string id) => _changes.Changed(id);

    /// <inheritdoc/>
    public void Dropped(string id, HistoryEvent entry) => Log.Dropped(_logger, entry.Kind.ToString(), id);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Activities.Dispose();
        _stop.Dispose();
    }

    private async Task StartPartAsync(Message message, StoredInstance? existing, CancellationToken cancellation)
    {
        ParentLink parent = message.Entry.Parent!;
        if (existing?.Record.Parent == parent)
        {
            // Sent before; the process died before it noted that.
            Wake(message.To);
            return;
        }

        DateTime now = _time.GetUtcNow().UtcDateTime;
        var record = new InstanceRecord(message.To, message.Entry.Name!, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = now,
            UpdatedAt = now,
            Input = message.Entry.Data,
            Parent = parent,
        };
        bool free = existing is null or { Record.IsEnded: true };
        if (free && await _store.TryCreateAsync(record, [message.Entry], existing?.Version, cancellation))
        {
            Wake(message.To);
            return;
        }

        var taken = new HistoryEvent(HistoryKind.ExecutionCompleted)
        {
            Status = OrchestrationRuntimeStatus.Failed,
            Failure = new(
                "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
                $"An orchestration with instance ID '{message.To}' already exists and has not ended."),
        };
        await SendAsync(TurnPlan.Answer(parent, $"{message.Key}", taken), cancellation);
    }

    private async Task WorkAsync()
    {
        await foreach (ActorTurn turn in _queue.ReadAsync())
        {
            if (_stop.IsCancellationRequested)
            {
                continue;
            }

            try
            {
                bool needed = await turn.Actor.RunAsync(CancellationToken.None);
                _queue.Done(turn, needed);
            }
            catch (Exception exception)
            {
                // The boundary of a turn: the store failed or somebody else changed the instance. The state is read again.
                turn.Actor.Forget();
                TimeSpan delay = exception is StaleInstanceException ? TimeSpan.Zero : ActorQueue.Backoff(turn);
                Log.TurnFailed(_logger, turn.Actor.Id, delay.TotalMilliseconds, exception);
                _queue.Retry(turn, delay, _time);
            }
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(_options.SweepInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await WakeUnfinishedAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task WakeUnfinishedAsync()
    {
        try
        {
            foreach (string id in await _store.ListUnfinishedAsync(_stop.Token))
            {
                if (!_queue.Has(id))
                {
                    Wake(id);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            // The store may be away for a while; the next look comes.
            Log.SweepFailed(_logger, exception);
        }
    }
}
