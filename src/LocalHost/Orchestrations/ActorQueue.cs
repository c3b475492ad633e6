using System.Threading.Channels;

namespace Countme.LocalHost.Orchestrations;

/// <summary>An instance that may run now.</summary>
internal sealed class ActorTurn(InstanceActor actor)
{
    /// <summary>The instance.</summary>
    public InstanceActor Actor => actor;

    /// <summary>Whether it waits in the queue or runs.</summary>
    public bool Busy { get; set; }

    /// <summary>Whether something came while it ran.</summary>
    public bool Again { get; set; }

    /// <summary>Failures one after the other.</summary>
    public int Failures { get; set; }
}

/// <summary>The instances in memory; each runs on one worker at a time.</summary>
internal sealed class ActorQueue(Func<string, InstanceActor> create)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ActorTurn> _turns = new(StringComparer.Ordinal);
    private readonly Channel<ActorTurn> _ready = Channel.CreateUnbounded<ActorTurn>();

    /// <summary>Gives something to an instance, or nothing, and lets it run.</summary>
    public void Add(string id, Arrival? arrival)
    {
        lock (_lock)
        {
            if (!_turns.TryGetValue(id, out ActorTurn? turn))
            {
                _turns.Add(id, turn = new(create(id)));
            }

            if (arrival is not null)
            {
                turn.Actor.Post(arrival);
            }

            Enqueue(turn);
        }
    }

    /// <summary>Whether an instance is in memory.</summary>
    public bool Has(string id)
    {
        lock (_lock)
        {
            return _turns.ContainsKey(id);
        }
    }

    /// <summary>Instances that may run, as they come.</summary>
    public IAsyncEnumerable<ActorTurn> ReadAsync() => _ready.Reader.ReadAllAsync();

    /// <summary>No instance runs any more.</summary>
    public void Complete() => _ready.Writer.TryComplete();

    /// <summary>An instance has run.</summary>
    public void Done(ActorTurn turn, bool needed)
    {
        lock (_lock)
        {
            turn.Busy = false;
            turn.Failures = 0;
            if (turn.Again)
            {
                Enqueue(turn);
            }
            else if (!needed)
            {
                _turns.Remove(turn.Actor.Id);
            }
        }
    }

    /// <summary>Time before an instance that failed runs again: a second, then twice as long each time, at most 30 seconds.</summary>
    public static TimeSpan Backoff(ActorTurn turn)
    {
        double seconds = Math.Pow(2, Math.Min(turn.Failures++, 6)) / 4;
        return seconds > LongestDelay.TotalSeconds ? LongestDelay : TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Lets an instance run again after a time.</summary>
    public void Retry(ActorTurn turn, TimeSpan delay, TimeProvider time)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                lock (_lock)
                {
                    turn.Busy = false;
                    Enqueue(turn);
                }

                timer?.Dispose();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Enqueue(ActorTurn turn)
    {
        if (turn.Busy)
        {
            turn.Again = true;
            return;
        }

        turn.Busy = true;
        turn.Again = false;
        _ready.Writer.TryWrite(turn);
    }
}
