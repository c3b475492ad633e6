using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Messaging.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives messages from a queue or subscription. Documented: refusals are <see cref="ServiceBusException"/>.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusEndpoint _endpoint;

    /// <summary>For derived classes in tests.</summary>
    protected ServiceBusReceiver()
    {
    }

    internal ServiceBusReceiver(ServiceBusEndpoint endpoint, string entityPath, ServiceBusReceiverOptions options)
    {
        _endpoint = endpoint;
        EntityPath = options.SubQueue == SubQueue.DeadLetter ? entityPath + "/$DeadLetterQueue" : entityPath;
        ReceiveMode = options.ReceiveMode;
    }

    /// <summary>Host name of the namespace.</summary>
    public virtual string FullyQualifiedNamespace => _endpoint.HostName;

    /// <summary>The queue or subscription.</summary>
    public virtual string EntityPath { get; }

    /// <summary>What happens to a message when it is received.</summary>
    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    /// <summary>Whether it was closed.</summary>
    public virtual bool IsClosed { get; private set; }

    /// <summary>Receives a message. Documented operations: Peek-Lock Message, Receive and Delete Message.</summary>
    /// <param name="maxWaitTime">How long to wait for one, above zero; null for the options' time of a try.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message; null if none came in time.</returns>
    /// <exception cref="ServiceBusException">The service refused or was not reached.</exception>
    public virtual Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        TimeSpan wait = maxWaitTime ?? _endpoint.TryTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(maxWaitTime));
        return ReceiveAsync(wait, cancellationToken);
    }

    /// <summary>Receives messages. Documented: waits for the first one only, and returns what is there.</summary>
    /// <param name="maxMessages">Most messages.</param>
    /// <param name="maxWaitTime">How long to wait for the first one, above zero; null for the options' time of a try.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceBusException">The service refused or was not reached.</exception>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var received = new List<ServiceBusReceivedMessage>();
        ServiceBusReceivedMessage message = await ReceiveMessageAsync(maxWaitTime, cancellationToken).ConfigureAwait(false);
        while (message is not null)
        {
            received.Add(message);
            message = received.Count < maxMessages ? await ReceiveAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false) : null;
        }

        return received;
    }

    /// <summary>Receives messages until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceBusException">The service refused or was not reached.</exception>
    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReceiveMessageAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Removes a locked message. Documented operation: Delete Message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>: the lock has ended.</exception>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(RequestMethod.Delete, message, cancellationToken);

    /// <summary>Gives a locked message back at once. Documented operation: Unlock Message, which changes no properties.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Null: this protocol cannot change properties.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>: the lock has ended.</exception>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        propertiesToModify is { Count: > 0 }
            ? throw new NotSupportedException("Properties cannot be changed over REST. Build with AzureSdk=packages.")
            : SettleAsync(RequestMethod.Put, message, cancellationToken);

    /// <summary>Begins a locked message's lock anew. Documented operation: Renew-Lock for a Message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>: the lock has ended.</exception>
    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Response response = await SettleAsync(RequestMethod.Post, message, cancellationToken).ConfigureAwait(false);
        message.LockedUntil = ReceivedMessages.LockedUntil(response) ?? message.LockedUntil;
    }

    /// <summary>Closes the receiver. A second call does nothing.</summary>
    /// <param name="cancellationToken">Not looked at: there is nothing to wait for.</param>
    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    /// <summary>Closes the receiver.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private async Task<ServiceBusReceivedMessage> ReceiveAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        RequestMethod method = ReceiveMode == ServiceBusReceiveMode.PeekLock ? RequestMethod.Post : RequestMethod.Delete;
        HttpMessage message = _endpoint.Message(method, $"{ServiceBusEndpoint.Encoded(EntityPath)}/messages/head", wait);
        Response response = await _endpoint.SendAsync(message, EntityPath, cancellationToken).ConfigureAwait(false);
        return response.Status == 204 ? null : ReceivedMessages.Read(response);
    }

    private Task<Response> SettleAsync(RequestMethod method, ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock)
        {
            throw new InvalidOperationException(
                $"A message of a receiver with {ReceiveMode} is gone already, expected {ServiceBusReceiveMode.PeekLock}.");
        }

        string path = FormattableString.Invariant(
            $"{ServiceBusEndpoint.Encoded(EntityPath)}/messages/{message.SequenceNumber}/{message.LockToken}");
        return _endpoint.SendAsync(_endpoint.Message(method, path), EntityPath, cancellationToken, isLock: true);
    }
}
