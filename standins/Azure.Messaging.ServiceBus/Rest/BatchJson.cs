using System.Text.Json;
using System.Text.Unicode;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// The body of a batch. Documented: an array of objects with <c>Body</c>, <c>BrokerProperties</c> and <c>UserProperties</c>.
/// </summary>
internal static class BatchJson
{
    public const string ContentType = "application/vnd.microsoft.servicebus.json";

    /// <summary>Whether a batch has a place for all that the messages hold: texts, and no media types.</summary>
    public static bool CanHold(IEnumerable<ServiceBusMessage> messages) =>
        messages.All(message => message.ContentType is null && Utf8.IsValid(message.Body.ToMemory().Span));

    public static byte[] Write(IEnumerable<ServiceBusMessage> messages)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (ServiceBusMessage message in messages)
            {
                json.WriteStartObject();
                json.WriteString("Body", message.Body.ToMemory().Span);
                json.WritePropertyName(BrokerProperties.Header);
                BrokerProperties.Write(json, message);
                json.WriteStartObject("UserProperties");
                foreach ((string name, object value) in message.ApplicationProperties)
                {
                    json.WritePropertyName(name);
                    json.WriteRawValue(PropertyText.Write(value));
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return body.ToArray();
    }
}
