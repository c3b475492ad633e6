namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Counts LocalHost's requests to storage, so that a test can do things between two of them; may spoil some.</summary>
/// <param name="faults">Chooses what happens to a request; null for nothing.</param>
internal sealed class StorageTraffic(Func<FaultRequest, Fault>? faults = null)
{
    private readonly Lock _lock = new();
    private readonly List<(long Number, TaskCompletionSource Reached)> _waits = [];
    private long _number;

    /// <summary>Requests so far.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _number;
            }
        }
    }

    /// <summary>Faults by chance, for one request in so many.</summary>
    public static Func<FaultRequest, Fault> OneIn(int requests, int seed)
    {
        var random = new Random(seed);
        return _ => random.Next(requests) > 0 ? Fault.None : random.Next(4) switch
        {
            0 => Fault.Answer(503, random.Next(2)),
            1 => Fault.Answer(429, random.Next(2)),
            2 => Fault.TearBefore,
            _ => Fault.TearAfter,
        };
    }

    /// <summary>What happens to a request.</summary>
    public Fault Decide(FaultRequest request)
    {
        lock (_lock)
        {
            _number++;
            foreach ((long number, TaskCompletionSource reached) in _waits.Where(wait => wait.Number <= _number))
            {
                reached.TrySetResult();
            }

            _waits.RemoveAll(wait => wait.Number <= _number);
            return faults?.Invoke(request) ?? Fault.None;
        }
    }

    /// <summary>Completes when so many more requests have come.</summary>
    public Task After(int requests)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((_number + requests, reached));
            return reached.Task.WaitAsync(Eventually.Limit);
        }
    }
}
