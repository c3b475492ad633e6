using System.Collections.Concurrent;
using Countme.Core.Status;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Keeps every event once, in the order told.</summary>
internal sealed class RecordingBus : IStatusBus
{
    private readonly ConcurrentDictionary<string, bool> _ids = new();
    private readonly ConcurrentQueue<StatusEvent> _events = new();

    public IReadOnlyList<StatusEvent> Events => [.. _events];

    public Task TellAsync(IReadOnlyCollection<StatusEvent> events, CancellationToken cancellation)
    {
        foreach (StatusEvent one in events.Where(one => _ids.TryAdd(one.Id, true)))
        {
            _events.Enqueue(one);
        }

        return Task.CompletedTask;
    }

    public Task<int> SendWaitingAsync(CancellationToken cancellation) => Task.FromResult(0);

    /// <summary>Events that were started and never ended.</summary>
    public IEnumerable<string> Unended() => Events.Where(one => one.State == StatusState.Started && !Events.Any(
        end => end.RunId == one.RunId && end.Station == one.Station && end.Key == one.Key
            && end.State is StatusState.Finished or StatusState.Failed))
        .Select(one => one.Id);
}
