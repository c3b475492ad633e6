namespace Countme.LocalHost.Orchestrations;

/// <summary>Knows which answers and messages a history has, so that none goes in twice.</summary>
internal sealed class AcceptedAnswers
{
    private readonly HashSet<int> _open = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>What a history has.</summary>
    public AcceptedAnswers(IEnumerable<HistoryEvent> history)
    {
        foreach (HistoryEvent entry in history)
        {
            if (entry.Kind is HistoryKind.ActivityScheduled or HistoryKind.ChildStarted or HistoryKind.TimerCreated)
            {
                _open.Add(entry.Id);
            }
            else if (IsAnswer(entry))
            {
                _open.Remove(entry.Id);
            }

            _seen.UnionWith(entry.Seen ?? []);
            if (entry.MessageId is { } message)
            {
                _seen.Add(message);
            }
        }
    }

    /// <summary>Accepts an entry the first time.</summary>
    public bool TryAdd(HistoryEvent entry) =>
        IsAnswer(entry) ? _open.Remove(entry.Id) : entry.MessageId is not { } message || _seen.Add(message);

    private static bool IsAnswer(HistoryEvent entry) => entry.Kind
        is HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed or HistoryKind.ChildCompleted or HistoryKind.ChildFailed
            or HistoryKind.TimerFired;
}
