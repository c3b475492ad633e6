namespace Countme.LocalHost.Orchestrations;

/// <summary>Tells those who wait for an instance when it has changed.</summary>
internal sealed class InstanceChanges
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _watches = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change.</summary>
    public Task WhenChanged(string id)
    {
        var watch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_watches.TryGetValue(id, out List<TaskCompletionSource>? watches))
            {
                _watches.Add(id, watches = []);
            }

            watches.Add(watch);
        }

        return watch.Task;
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Unwatch(string id, Task watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(id, out List<TaskCompletionSource>? watches) && watches.RemoveAll(source => source.Task == watch) > 0
                && watches.Count == 0)
            {
                _watches.Remove(id);
            }
        }
    }

    /// <summary>An instance has changed.</summary>
    public void Changed(string id)
    {
        List<TaskCompletionSource>? watches;
        lock (_lock)
        {
            _watches.Remove(id, out watches);
        }

        watches?.ForEach(watch => watch.TrySetResult());
    }
}
