using System.Collections.Concurrent;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Wakes orchestrations at set times. What is set here is also in their histories, so that it survives the process.</summary>
internal sealed class DurableTimers(TimeProvider time) : IDisposable
{
    /// <summary>The longest time that a system timer surely takes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(string ExecutionId, int Id), ITimer> _timers = new();

    /// <summary>Calls back at a time, unless a timer of that key is set.</summary>
    public void Set(string executionId, int id, DateTime dueUtc, Action fired)
    {
        var key = (executionId, id);
        if (_timers.ContainsKey(key))
        {
            return;
        }

        ITimer timer = time.CreateTimer(
            _ =>
            {
                if (Left(dueUtc) > TimeSpan.Zero)
                {
                    if (_timers.TryGetValue(key, out ITimer? early))
                    {
                        early.Change(Left(dueUtc), Timeout.InfiniteTimeSpan);
                    }

                    return;
                }

                fired();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        if (_timers.TryAdd(key, timer))
        {
            timer.Change(Left(dueUtc), Timeout.InfiniteTimeSpan);
        }
        else
        {
            timer.Dispose();
        }
    }

    /// <summary>Removes a timer, set or not.</summary>
    public void Forget(string executionId, int id)
    {
        if (_timers.TryRemove((executionId, id), out ITimer? timer))
        {
            timer.Dispose();
        }
    }

    /// <summary>Removes the timers of an execution, but for some.</summary>
    public void ForgetAll(string executionId, IReadOnlySet<int>? except = null)
    {
        foreach ((string execution, int id) in _timers.Keys)
        {
            if (execution == executionId && except?.Contains(id) != true)
            {
                Forget(execution, id);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ITimer timer in _timers.Values)
        {
            timer.Dispose();
        }
    }

    private TimeSpan Left(DateTime dueUtc)
    {
        // A millisecond more than computed: system timers may fire that much early.
        TimeSpan left = dueUtc - time.GetUtcNow().UtcDateTime;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left > Longest ? Longest : left + TimeSpan.FromMilliseconds(1);
    }
}
