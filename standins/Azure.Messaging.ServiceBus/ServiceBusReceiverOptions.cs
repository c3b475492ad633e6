namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a receiver.</summary>
public class ServiceBusReceiverOptions
{
    /// <summary>What happens to a message when it is received.</summary>
    /// <value>Default <see cref="ServiceBusReceiveMode.PeekLock"/>.</value>
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    /// <summary>Whether to receive from the entity or from its dead letters.</summary>
    public SubQueue SubQueue { get; set; } = SubQueue.None;
}
