namespace Azure.Messaging.ServiceBus;

/// <summary>
/// The queue beside a queue or subscription. Documented paths: the entity's own, or with <c>$DeadLetterQueue</c> behind it.
/// </summary>
public enum SubQueue
{
    /// <summary>The queue or subscription itself.</summary>
    None = 0,

    /// <summary>Its dead letters.</summary>
    DeadLetter = 1,
}
