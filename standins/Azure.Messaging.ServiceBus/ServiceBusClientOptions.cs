namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a client.</summary>
public class ServiceBusClientOptions
{
    /// <summary>How often and how long an operation is tried.</summary>
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}
