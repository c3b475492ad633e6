using Azure.Messaging.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

/// <summary>Messages that are sent together. Documented: takes messages as long as they fit what the service takes at once.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly List<ServiceBusMessage> _messages = [];

    internal ServiceBusMessageBatch(long maxSizeInBytes) => MaxSizeInBytes = maxSizeInBytes;

    /// <summary>Largest size.</summary>
    public long MaxSizeInBytes { get; }

    /// <summary>Size of what is in it.</summary>
    public long SizeInBytes { get; private set; }

    /// <summary>Messages in it.</summary>
    public int Count => _messages.Count;

    internal IReadOnlyList<ServiceBusMessage> Messages => _messages;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False if it does not fit; the batch is as it was.</returns>
    public bool TryAddMessage(ServiceBusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        long size = SizeInBytes + MessageSize.Of(message);
        if (size > MaxSizeInBytes)
        {
            return false;
        }

        SizeInBytes = size;
        _messages.Add(message);
        return true;
    }

    /// <summary>Forgets the messages.</summary>
    public void Dispose() => _messages.Clear();
}
