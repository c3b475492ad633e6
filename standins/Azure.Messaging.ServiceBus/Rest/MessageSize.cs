using System.Text;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// How large a message is for the service. Documented: body and properties together, at most 256 KB on the standard tier.
/// </summary>
internal static class MessageSize
{
    public const long Max = 256 * 1024;

    /// <summary>Room for what the protocol itself needs: names and lengths of the properties.</summary>
    private const int Overhead = 128;

    public static long Of(ServiceBusMessage message) =>
        Overhead + message.Body.ToMemory().Length
        + Of(message.MessageId) + Of(message.Subject) + Of(message.ContentType) + Of(message.CorrelationId)
        + message.ApplicationProperties.Sum(property => Of(property.Key) + Of(PropertyText.Write(property.Value)));

    private static long Of(string text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
