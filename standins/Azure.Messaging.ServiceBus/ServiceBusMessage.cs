namespace Azure.Messaging.ServiceBus;

/// <summary>
/// A message to be sent. Documented: broker properties, application properties and a body that the service does not look into.
/// </summary>
public class ServiceBusMessage
{
    private const int MaxMessageIdLength = 128;

    private string _messageId;
    private TimeSpan _timeToLive = TimeSpan.MaxValue;

    /// <summary>A message without content.</summary>
    public ServiceBusMessage()
        : this(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty))
    {
    }

    /// <summary>A message whose body is a text as UTF-8.</summary>
    /// <param name="body">The text.</param>
    public ServiceBusMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    /// <summary>A message with a body of bytes.</summary>
    /// <param name="body">The bytes.</param>
    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    /// <summary>A message with a body.</summary>
    /// <param name="body">The body.</param>
    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
    }

    /// <summary>The content.</summary>
    public BinaryData Body { get; set; }

    /// <summary>Identifies the message; duplicate detection goes by it. Documented: at most 128 characters.</summary>
    /// <exception cref="ArgumentException">It is empty or longer.</exception>
    public string MessageId
    {
        get => _messageId;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, MaxMessageIdLength, nameof(value));
            _messageId = value;
        }
    }

    /// <summary>What the message is about; <c>sys.Label</c> in filters.</summary>
    public string Subject { get; set; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; set; }

    /// <summary>Ties messages together.</summary>
    public string CorrelationId { get; set; }

    /// <summary>How long the message may wait. Documented: no limit of its own by default; the entity's limit holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan TimeToLive
    {
        get => _timeToLive;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _timeToLive = value;
        }
    }

    /// <summary>Properties that filters can look at: texts, numbers, truth values, dates, GUIDs.</summary>
    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
}
