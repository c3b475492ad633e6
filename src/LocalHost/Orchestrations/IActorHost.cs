using Countme.LocalHost.Storage;

namespace Countme.LocalHost.Orchestrations;

/// <summary>What an instance uses of the runtime around it.</summary>
internal interface IActorHost
{
    /// <summary>Activities that run.</summary>
    ActivityRunner Activities { get; }

    /// <summary>Timers that are set.</summary>
    DurableTimers Timers { get; }

    /// <summary>Starts an activity.</summary>
    void StartActivity(InstanceRecord record, HistoryEvent scheduled, Action<HistoryEvent> answer);

    /// <summary>Gives something to an instance and wakes it.</summary>
    void Post(string id, Arrival arrival);

    /// <summary>Lets an instance run.</summary>
    void Wake(string id);

    /// <summary>Stores a message with its receiver and wakes it. The same message may be sent again.</summary>
    Task SendAsync(Message message, CancellationToken cancellation);

    /// <summary>An instance stored a step forward.</summary>
    void Committed(InstanceRecord record, int arrived, int added);

    /// <summary>An ended instance has sent all it had to send.</summary>
    void Settled(string id);

    /// <summary>Something came in that counts for nothing.</summary>
    void Dropped(string id, HistoryEvent entry);
}
