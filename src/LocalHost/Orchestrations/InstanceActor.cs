using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Something that came in for an instance.</summary>
/// <param name="Entry">What it brings.</param>
/// <param name="ForExecution">The execution it is meant for; null: whichever there is.</param>
/// <param name="Key">Key of the stored message; null: it is not stored, because whoever sent it would send it again after a crash.</param>
internal sealed record Arrival(HistoryEvent Entry, string? ForExecution, string? Key);

/// <summary>
/// One instance while it has something to do: its state as committed, and what came in since. One turn at a time; after a failure it
/// forgets its state and reads it again, because nobody knows whether the last commit was stored.
/// </summary>
internal sealed class InstanceActor(string id, IInstanceStore store, TurnPlan plan, IActorHost host, TimeProvider time)
{
    private const int MostArrivals = 64;

    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly HashSet<string> _known = [];
    private List<HistoryEvent> _history = [];
    private StoredInstance? _instance;
    private bool _sent;

    /// <summary>Id of the instance.</summary>
    public string Id => id;

    /// <summary>Takes something in; a stored message that was taken before is left out.</summary>
    public void Post(Arrival arrival)
    {
        lock (_lock)
        {
            if (arrival.Key is null || _known.Add(arrival.Key))
            {
                _arrivals.Add(arrival);
            }
        }
    }

    /// <summary>Forgets the state; what is stored is read again.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _instance = null;
            _arrivals.RemoveAll(arrival => arrival.Key is not null);
            _known.Clear();
        }
    }

    /// <summary>Goes as far as possible.</summary>
    /// <returns>False if the instance has ended or is not there, so that the actor is needed no more.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        if (_instance is null && !await LoadAsync(cancellation))
        {
            return false;
        }

        while (true)
        {
            await SendAsync(cancellation);
            if (_instance!.Record.IsEnded)
            {
                await CleanAsync(cancellation);
                return false;
            }

            (List<HistoryEvent> taken, List<string> keys) = Take();
            if (taken.Count == 0 && keys.Count == 0 && !IsFresh())
            {
                return true;
            }

            if (WaitForStart(taken))
            {
                return true;
            }

            await TurnAsync(taken, keys, cancellation);
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellation)
    {
        Forget();
        InstanceContents? contents = await store.LoadAsync(id, cancellation);
        if (contents is null)
        {
            return false;
        }

        PostBefore(contents.Inbox);
        _instance = contents.Instance;
        _history = [.. contents.History];
        _sent = false;
        if (!_instance.Record.IsEnded)
        {
            StartWork(_history, openTimers: null);
        }

        return true;
    }

    /// <summary>Takes stored messages in. What came in while they were read is younger, and follows them.</summary>
    private void PostBefore(IEnumerable<Message> stored)
    {
        lock (_lock)
        {
            Arrival[] younger = [.. _arrivals];
            _arrivals.Clear();
            _known.Clear();
            foreach (Message message in stored)
            {
                Post(new(message.Entry, message.ForExecution, message.Key));
            }

            Array.ForEach(younger, Post);
        }
    }

    /// <summary>Takes what came in: entries that count, and the keys of all stored messages whether they count or not.</summary>
    private (List<HistoryEvent> Taken, List<string> Keys) Take()
    {
        Arrival[] arrivals;
        lock (_lock)
        {
            arrivals = [.. _arrivals.Take(MostArrivals)];
            _arrivals.RemoveRange(0, arrivals.Length);
        }

        var accepted = new AcceptedAnswers(_history);
        var taken = new List<HistoryEvent>();
        foreach (Arrival arrival in arrivals)
        {
            if ((arrival.ForExecution is null || arrival.ForExecution == _instance!.Record.ExecutionId) && accepted.TryAdd(arrival.Entry))
            {
                taken.Add(arrival.Entry);
            }
            else
            {
                host.Dropped(id, arrival.Entry);
            }
        }

        return (taken, [.. arrivals.Select(arrival => arrival.Key).OfType<string>()]);
    }

    private bool IsFresh() => _instance!.Record.Status == OrchestrationRuntimeStatus.Pending || IsAnew();

    private bool IsAnew() => !_history.Exists(entry => entry.Kind == HistoryKind.TurnStarted)
        && _instance!.Record.Status == OrchestrationRuntimeStatus.Running;

    /// <summary>Before its start time an instance takes nothing but its end.</summary>
    private bool WaitForStart(List<HistoryEvent> taken)
    {
        InstanceRecord record = _instance!.Record;
        if (record.StartAt is not { } start || start <= time.GetUtcNow().UtcDateTime || record.Status != OrchestrationRuntimeStatus.Pending
            || taken.Exists(entry => entry.Kind == HistoryKind.Terminated))
        {
            return false;
        }

        // Stored messages come back when the actor loads at its time; nothing else can be there before the first turn.
        host.Timers.Set(record.ExecutionId, 0, start, () => host.Wake(id));
        Forget();
        return true;
    }

    private async Task TurnAsync(List<HistoryEvent> taken, List<string> keys, CancellationToken cancellation)
    {
        InstanceRecord before = _instance!.Record;
        PlannedTurn turn = taken.Count == 0 && !IsFresh()
            ? new(before with { Outbox = [] }, [], null)
            : plan.Take(before, _history, taken, time.GetUtcNow().UtcDateTime);
        string version;
        try
        {
            version = await store.CommitAsync(new(turn.Record, _instance.Version, turn.Added, keys), cancellation);
        }
        catch
        {
            // What is not stored anywhere else must not get lost with the failed commit.
            Return(taken, before.ExecutionId);
            throw;
        }

        bool anew = turn.Record.ExecutionId != before.ExecutionId;
        _history = anew ? [.. turn.Added] : [.. _history, .. turn.Added];
        _instance = new(turn.Record with { Rows = turn.Record.Rows + (turn.Added.Count > 0 ? 1 : 0) }, version);
        _sent = false;
        EndWork(taken, turn, before.ExecutionId);
        host.Committed(_instance.Record, taken.Count, turn.Added.Count);
    }

    private void Return(List<HistoryEvent> taken, string executionId)
    {
        lock (_lock)
        {
            _arrivals.InsertRange(0, taken
                .Where(entry => entry.Kind is HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed or HistoryKind.TimerFired)
                .Select(entry => new Arrival(entry, executionId, null)));
        }
    }

    private void EndWork(List<HistoryEvent> taken, PlannedTurn turn, string executionId)
    {
        foreach (HistoryEvent entry in taken)
        {
            if (entry.Kind is HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed)
            {
                host.Activities.Forget(executionId, entry.Id);
            }
            else if (entry.Kind == HistoryKind.TimerFired)
            {
                host.Timers.Forget(executionId, entry.Id);
            }
        }

        if (turn.Record.IsEnded || turn.Record.ExecutionId != executionId)
        {
            host.Timers.ForgetAll(executionId);
            host.Activities.ForgetAll(executionId);
            return;
        }

        if (turn.OpenTimers is not null)
        {
            host.Timers.ForgetAll(executionId, turn.OpenTimers);
        }

        StartWork(turn.Added, turn.OpenTimers);
    }

    /// <summary>Starts the activities and sets the timers that history has no answer for.</summary>
    private void StartWork(IReadOnlyList<HistoryEvent> entries, IReadOnlySet<int>? openTimers)
    {
        InstanceRecord record = _instance!.Record;
        var answered = _history
            .Where(entry => entry.Kind is HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed or HistoryKind.TimerFired)
            .Select(entry => entry.Id).ToHashSet();
        foreach (HistoryEvent entry in entries)
        {
            if (entry.Kind == HistoryKind.ActivityScheduled && !answered.Contains(entry.Id))
            {
                host.StartActivity(record, entry, answer => host.Post(id, new(answer, record.ExecutionId, null)));
            }
            else if (entry.Kind == HistoryKind.TimerCreated && !answered.Contains(entry.Id) && openTimers?.Contains(entry.Id) != false)
            {
                HistoryEvent fired = new(HistoryKind.TimerFired) { Id = entry.Id, Time = entry.Time };
                host.Timers.Set(record.ExecutionId, entry.Id, entry.Time!.Value, () => host.Post(id, new(fired, record.ExecutionId, null)));
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (_sent)
        {
            return;
        }

        foreach (Message message in _instance!.Record.Outbox)
        {
            await host.SendAsync(message, cancellation);
        }

        _sent = true;
    }

    /// <summary>After the end: nothing left to send, and nobody to take what came in.</summary>
    private async Task CleanAsync(CancellationToken cancellation)
    {
        string[] keys;
        lock (_lock)
        {
            keys = [.. _arrivals.Select(arrival => arrival.Key).OfType<string>()];
        }

        await store.DropMessagesAsync(id, keys, cancellation);
        if (_instance!.Record.Outbox.Count > 0)
        {
            await store.CommitAsync(new(_instance.Record with { Outbox = [] }, _instance.Version, [], []), cancellation);
            host.Settled(id);
        }

        // Another instance may take the id; then all is read again.
        Forget();
    }
}
