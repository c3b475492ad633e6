using System.Text.Json;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>What the service itself looks at, as JSON. Documented: names of the properties, the time to live in seconds.</summary>
internal static class BrokerProperties
{
    public const string Header = "BrokerProperties";

    public static void Write(Utf8JsonWriter json, ServiceBusMessage message)
    {
        json.WriteStartObject();
        WriteText(json, "MessageId", message.MessageId);
        WriteText(json, "Label", message.Subject);
        WriteText(json, "CorrelationId", message.CorrelationId);
        if (message.TimeToLive != TimeSpan.MaxValue)
        {
            json.WriteNumber("TimeToLive", message.TimeToLive.TotalSeconds);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
