namespace Azure.Messaging.ServiceBus;

/// <summary>What happens to a message when it is received. Documented as PeekLock and ReceiveAndDelete.</summary>
public enum ServiceBusReceiveMode
{
    /// <summary>It is locked until it is completed or abandoned, or the lock ends.</summary>
    PeekLock = 0,

    /// <summary>It is gone from the queue or subscription as soon as the service has sent it.</summary>
    ReceiveAndDelete = 1,
}
