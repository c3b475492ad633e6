using Azure.Messaging.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

/// <summary>Sends messages to a queue or topic. Documented: thread-safe; refusals are <see cref="ServiceBusException"/>.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    private readonly ServiceBusEndpoint _endpoint;

    /// <summary>For derived classes in tests.</summary>
    protected ServiceBusSender()
    {
    }

    internal ServiceBusSender(ServiceBusEndpoint endpoint, string entityPath)
    {
        _endpoint = endpoint;
        EntityPath = entityPath;
    }

    /// <summary>Host name of the namespace.</summary>
    public virtual string FullyQualifiedNamespace => _endpoint.HostName;

    /// <summary>The queue or topic.</summary>
    public virtual string EntityPath { get; }

    /// <summary>Whether it was closed.</summary>
    public virtual bool IsClosed { get; private set; }

    /// <summary>An empty batch. Documented: 256 KB at once on the standard tier.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return ValueTask.FromResult(new ServiceBusMessageBatch(MessageSize.Max));
    }

    /// <summary>Sends a message. Documented operation: Send Message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException">The service refused or was not reached, after the retries that the options allow.</exception>
    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendMessagesAsync([message], cancellationToken);
    }

    /// <summary>
    /// Sends the messages of a batch; see <see cref="SendMessagesAsync(IEnumerable{ServiceBusMessage}, CancellationToken)"/>.
    /// </summary>
    /// <param name="messageBatch">The batch.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException">The service refused or was not reached.</exception>
    public virtual Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageBatch);
        return SendMessagesAsync(messageBatch.Messages, cancellationToken);
    }

    /// <summary>
    /// Sends messages in their order. Documented operation: Send Message Batch, for texts without a media type, which are taken all or
    /// none; a batch of this protocol has no place for media types, so messages that have one are sent one after the other.
    /// </summary>
    /// <param name="messages">The messages; none is no request.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException">
    /// The service refused or was not reached; <see cref="ServiceBusFailureReason.MessageSizeExceeded"/> if they are too large together.
    /// </exception>
    public virtual async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ServiceBusMessage[] all = [.. messages];
        long size = all.Sum(MessageSize.Of);
        if (size > MessageSize.Max)
        {
            throw new ServiceBusException(
                $"{all.Length} messages of {size} bytes, expected at most {MessageSize.Max}.",
                ServiceBusFailureReason.MessageSizeExceeded,
                EntityPath);
        }

        if (all.Length > 1 && BatchJson.CanHold(all))
        {
            await _endpoint.SendAsync(SendRequest.Batch(_endpoint, EntityPath, all), EntityPath, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (ServiceBusMessage message in all)
        {
            await _endpoint.SendAsync(SendRequest.Single(_endpoint, EntityPath, message), EntityPath, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Closes the sender. A second call does nothing.</summary>
    /// <param name="cancellationToken">Not looked at: there is nothing to wait for.</param>
    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    /// <summary>Closes the sender.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
