namespace Azure.Messaging.ServiceBus;

/// <summary>A message that was received. Documented: what the sender gave, and what the service added.</summary>
public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    /// <summary>The content.</summary>
    public BinaryData Body { get; internal init; }

    /// <summary>Identifies the message, as its sender said.</summary>
    public string MessageId { get; internal init; }

    /// <summary>What the message is about.</summary>
    public string Subject { get; internal init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; internal init; }

    /// <summary>Ties messages together.</summary>
    public string CorrelationId { get; internal init; }

    /// <summary>How long the message may wait from <see cref="EnqueuedTime"/> on.</summary>
    public TimeSpan TimeToLive { get; internal init; } = TimeSpan.MaxValue;

    /// <summary>Properties that the sender gave.</summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } = new Dictionary<string, object>();

    /// <summary>How often it was delivered, this time included.</summary>
    public int DeliveryCount { get; internal init; }

    /// <summary>When the service took it.</summary>
    public DateTimeOffset EnqueuedTime { get; internal init; }

    /// <summary>When the lock ends.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    /// <summary>The lock; null for a message that was received and deleted.</summary>
    public string LockToken { get; internal init; }

    /// <summary>Number that the service gave; it grows with each message of an entity.</summary>
    public long SequenceNumber { get; internal init; }

    /// <summary>Why it is among the dead letters; null elsewhere. Documented: application property <c>DeadLetterReason</c>.</summary>
    public string DeadLetterReason => ApplicationProperties.TryGetValue("DeadLetterReason", out object reason) ? reason as string : null;
}
