using System.Globalization;
using System.Text.Json;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// Application properties as the headers of this protocol. Documented: texts and dates in quotation marks, numbers and truth values
/// without; a text keeps within ASCII by JSON's escapes.
/// </summary>
internal static class PropertyText
{
    /// <summary>A value as a header has it.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The service takes no values of that type.</exception>
    public static string Write(object value) => value switch
    {
        string text => JsonSerializer.Serialize(text),
        bool flag => flag ? "true" : "false",
        int or long or short or byte or uint => Convert.ToString(value, CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Guid guid => $"\"{guid}\"",
        DateTimeOffset instant => $"\"{instant.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture)}\"",
        _ => throw new System.Runtime.Serialization.SerializationException($"A property of type {value?.GetType()} cannot be sent."),
    };

    /// <summary>A header as a value; one that is no JSON is a text as it stands.</summary>
    public static object Read(string header)
    {
        try
        {
            using JsonDocument value = JsonDocument.Parse(header);
            return value.RootElement.ValueKind switch
            {
                JsonValueKind.String => value.RootElement.GetString(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number when value.RootElement.TryGetInt32(out int number) => number,
                JsonValueKind.Number when value.RootElement.TryGetInt64(out long number) => number,
                JsonValueKind.Number => value.RootElement.GetDouble(),
                _ => header,
            };
        }
        catch (JsonException)
        {
            return header;
        }
    }
}
