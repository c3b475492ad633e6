namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Counts LocalHost's requests to storage, so that a test can do things between two of them; may spoil some.</summary>
/// <param name="faults">Chooses what happens to a request; null for nothing.</param>
internal sealed class StorageTraffic(Func<FaultRequest, Fault>? faults = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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

    /// <summary>Completes when so many more requests have come, or when they are too few for that by now.</summary>
    public async Task After(int requests)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waits.Add((_number + requests, reached));
        }

        await Task.WhenAny(reached.Task, reached.Task.WaitAsync(Patience));
    }
}
