using System.Globalization;
using System.Text.Json;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// Reads messages off answers: broker properties from their header, other properties from all headers that HTTP does not own.
/// </summary>
internal static class ReceivedMessages
{
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Content-Type", "Date", "Keep-Alive", "Location", "Server", "Strict-Transport-Security",
        "Transfer-Encoding", "Vary", BrokerProperties.Header,
    };

    public static ServiceBusReceivedMessage Read(Response response)
    {
        string json = response.Headers.TryGetValue(BrokerProperties.Header, out string header) ? header : "{}";
        using JsonDocument broker = JsonDocument.Parse(json);
        JsonElement properties = broker.RootElement;
        return new ServiceBusReceivedMessage
        {
            Body = response.Content,
            ContentType = response.Headers.ContentType,
            MessageId = Text(properties, "MessageId"),
            Subject = Text(properties, "Label"),
            CorrelationId = Text(properties, "CorrelationId"),
            LockToken = Text(properties, "LockToken"),
            DeliveryCount = (int)Number(properties, "DeliveryCount"),
            SequenceNumber = (long)Number(properties, "SequenceNumber"),
            EnqueuedTime = Instant(properties, "EnqueuedTimeUtc") ?? default,
            LockedUntil = Instant(properties, "LockedUntilUtc") ?? default,
            TimeToLive = Number(properties, "TimeToLive") is > 0 and < 1e11 and double seconds
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.MaxValue,
            ApplicationProperties = response.Headers.Where(header => !OwnHeaders.Contains(header.Name))
                .ToDictionary(header => header.Name, header => PropertyText.Read(header.Value)),
        };
    }

    /// <summary>The end of a renewed lock, if the answer tells it.</summary>
    public static DateTimeOffset? LockedUntil(Response response)
    {
        if (!response.Headers.TryGetValue(BrokerProperties.Header, out string json))
        {
            return null;
        }

        using JsonDocument broker = JsonDocument.Parse(json);
        return Instant(broker.RootElement, "LockedUntilUtc");
    }

    private static string Text(JsonElement properties, string name) =>
        properties.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static double Number(JsonElement properties, string name) =>
        properties.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : 0;

    private static DateTimeOffset? Instant(JsonElement properties, string name) =>
        Text(properties, name) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : null;
}
