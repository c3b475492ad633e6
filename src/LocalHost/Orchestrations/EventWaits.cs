namespace Countme.LocalHost.Orchestrations;

/// <summary>Waits for events and events without a wait; names ignore case, and both are served in order.</summary>
internal sealed class EventWaits
{
    private readonly Dictionary<string, LinkedList<OpenTask>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HistoryEvent> _unclaimed = [];

    /// <summary>Events nobody has waited for yet, the oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Unclaimed => _unclaimed;

    /// <summary>Whether anybody waits.</summary>
    public bool HasWaits => _waits.Values.Any(waits => waits.Count > 0);

    /// <summary>Gives an event to the oldest wait, or keeps it.</summary>
    public void Raise(HistoryEvent raised)
    {
        if (_waits.TryGetValue(raised.Name!, out LinkedList<OpenTask>? waits) && waits.First is { } first)
        {
            waits.RemoveFirst();
            OrchestratorThread.Complete(() => first.Value.End(raised));
            return;
        }

        _unclaimed.Add(raised);
    }

    /// <summary>Takes the oldest event of a name, or waits for the next.</summary>
    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        var task = new OpenTask<T>(name, 0);
        int waiting = _unclaimed.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (cancellationToken.IsCancellationRequested)
        {
            task.Cancel(cancellationToken);
        }
        else if (waiting >= 0)
        {
            HistoryEvent raised = _unclaimed[waiting];
            _unclaimed.RemoveAt(waiting);
            task.End(raised);
        }
        else
        {
            Enqueue(name, task, cancellationToken);
        }

        return task.Task;
    }

    private void Enqueue(string name, OpenTask task, CancellationToken cancellationToken)
    {
        if (!_waits.TryGetValue(name, out LinkedList<OpenTask>? waits))
        {
            _waits.Add(name, waits = new());
        }

        LinkedListNode<OpenTask> node = waits.AddLast(task);
        cancellationToken.Register(() =>
        {
            if (node.List is { } list)
            {
                list.Remove(node);
                OrchestratorThread.Complete(() => task.Cancel(cancellationToken));
            }
        });
    }
}
