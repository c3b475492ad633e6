using Azure.Core;
using Azure.Messaging.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

/// <summary>A namespace: makes senders and receivers. Documented: thread-safe, one instance serves a whole application.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    private readonly ServiceBusEndpoint _endpoint;

    /// <summary>For derived classes in tests.</summary>
    protected ServiceBusClient()
    {
    }

    /// <summary>Connects as a connection string says, with the default options.</summary>
    /// <param name="connectionString">See <see cref="ServiceBusClient(string, ServiceBusClientOptions)"/>.</param>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <summary>
    /// Connects as a connection string says. Documented: <c>Endpoint</c>, <c>SharedAccessKeyName</c>, <c>SharedAccessKey</c>; an endpoint
    /// with <c>UseDevelopmentEmulator=true</c> is reached without TLS, on the port that it names.
    /// </summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string is null or empty.</exception>
    /// <exception cref="FormatException">It lacks the endpoint or the key.</exception>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options) =>
        _endpoint = ServiceBusEndpoint.Connected(connectionString, options ?? new ServiceBusClientOptions());

    /// <summary>Connects with an identity and the default options.</summary>
    /// <param name="fullyQualifiedNamespace">Host name of the namespace.</param>
    /// <param name="credential">Gets the tokens.</param>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <summary>Connects with an identity. Documented: the scope of the tokens is <c>https://servicebus.azure.net/.default</c>.</summary>
    /// <param name="fullyQualifiedNamespace">Host name of the namespace.</param>
    /// <param name="credential">Gets the tokens.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="ArgumentNullException">The identity is null.</exception>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options) =>
        _endpoint = ServiceBusEndpoint.WithToken(fullyQualifiedNamespace, credential, options ?? new ServiceBusClientOptions());

    /// <summary>Host name of the namespace.</summary>
    public virtual string FullyQualifiedNamespace => _endpoint.HostName;

    /// <summary>Whether it was closed.</summary>
    public virtual bool IsClosed { get; private set; }

    /// <summary>A sender. Asks nothing; the entity need not exist.</summary>
    /// <param name="queueOrTopicName">A queue or topic.</param>
    public virtual ServiceBusSender CreateSender(string queueOrTopicName)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueOrTopicName);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusSender(_endpoint, queueOrTopicName);
    }

    /// <summary>A receiver from a queue, with the default settings.</summary>
    /// <param name="queueName">The queue.</param>
    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    /// <summary>A receiver from a queue.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusReceiver(_endpoint, queueName, options ?? new ServiceBusReceiverOptions());
    }

    /// <summary>A receiver from a subscription, with the default settings.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    /// <summary>A receiver from a subscription. Documented path: <c>TOPIC/subscriptions/SUBSCRIPTION</c>.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        ArgumentException.ThrowIfNullOrEmpty(subscriptionName);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        string path = $"{topicName}/Subscriptions/{subscriptionName}";
        return new ServiceBusReceiver(_endpoint, path, options ?? new ServiceBusReceiverOptions());
    }

    /// <summary>Closes the client. A second call does nothing.</summary>
    public virtual ValueTask DisposeAsync()
    {
        IsClosed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
