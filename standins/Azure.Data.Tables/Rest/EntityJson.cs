using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// Entities as the service's JSON. Documented: types that JSON has not are strings or numbers with an annotation
/// <c>NAME@odata.type</c>; an answer with minimal metadata annotates 64-bit integers, dates, GUIDs, bytes and special
/// doubles.
/// </summary>
internal static class EntityJson
{
    /// <summary>The entity's version in an answer.</summary>
    public const string ETagName = "odata.etag";

    private const string TypeSuffix = "@odata.type";

    /// <summary>The body of a request that stores an entity: all properties but the timestamp and the ETag.</summary>
    public static byte[] Write(ITableEntity entity)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach ((string name, object value) in EntityShape.Values(entity))
            {
                WriteProperty(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    /// <summary>An entity of the wanted type.</summary>
    public static T Read<T>(JsonElement entity)
        where T : class, ITableEntity => EntityShape.Create<T>(Properties(entity));

    private static void WriteProperty(Utf8JsonWriter writer, string name, object value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
            return;
        }

        (string type, object plain) = Plain(value);
        if (type is not null)
        {
            writer.WriteString(name + TypeSuffix, type);
        }

        writer.WritePropertyName(name);
        switch (plain)
        {
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            default: writer.WriteStringValue((string)plain); break;
        }
    }

    /// <summary>A value's annotation, if it needs one, and the string, number or truth value that stands for it.</summary>
    private static (string Type, object Plain) Plain(object value) => value switch
    {
        string or bool or int => (null, value),
        long number => ("Edm.Int64", number.ToString(CultureInfo.InvariantCulture)),
        ulong number => ("Edm.Int64", number.ToString(CultureInfo.InvariantCulture)),
        double number => ("Edm.Double", double.IsNaN(number) ? (object)"NaN" : Finite(number)),
        Guid guid => ("Edm.Guid", guid.ToString()),
        DateTimeOffset instant => ("Edm.DateTime", Utc(instant.UtcDateTime)),
        DateTime { Kind: DateTimeKind.Utc } date => ("Edm.DateTime", Utc(date)),
        DateTime date => throw new NotSupportedException($"A date of kind {date.Kind} cannot be stored, expected {DateTimeKind.Utc}."),
        byte[] bytes => ("Edm.Binary", Convert.ToBase64String(bytes)),
        BinaryData data => ("Edm.Binary", Convert.ToBase64String(data.ToMemory().Span)),
        _ => throw new NotSupportedException($"A property of type {value.GetType()} cannot be stored."),
    };

    /// <summary>The package sends <c>NaN</c> as text but no infinity, which JSON has no number for.</summary>
    private static double Finite(double number) => double.IsFinite(number)
        ? number
        : throw new ArgumentException(
            $"The number {number.ToString(CultureInfo.InvariantCulture)} cannot be written as JSON.", nameof(number));

    private static string Utc(DateTime date) => date.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    private static Dictionary<string, object> Properties(JsonElement entity)
    {
        var values = new Dictionary<string, object>();
        foreach (JsonProperty property in entity.EnumerateObject())
        {
            string name = property.Name;
            if (name == ETagName)
            {
                values[name] = property.Value.GetString();
            }
            else if (name == nameof(ITableEntity.Timestamp))
            {
                values[name] = Typed(property.Value, "Edm.DateTime");
            }
            else if (!name.StartsWith("odata.", StringComparison.Ordinal) && !name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            {
                values[name] =
                    Typed(property.Value, entity.TryGetProperty(name + TypeSuffix, out JsonElement type) ? type.GetString() : null);
            }
        }

        return values;
    }

    private static object Typed(JsonElement value, string type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (JsonValueKind.True or JsonValueKind.False, _) => value.GetBoolean(),
        (JsonValueKind.Number, "Edm.Double") => value.GetDouble(),
        (JsonValueKind.Number, "Edm.Int64") => value.GetInt64(),
        (JsonValueKind.Number, _) => value.TryGetInt32(out int number) ? (object)number : value.GetDouble(),
        (_, "Edm.Int64") => long.Parse(value.GetString(), CultureInfo.InvariantCulture),
        (_, "Edm.Double") => double.Parse(value.GetString(), CultureInfo.InvariantCulture),
        (_, "Edm.Guid") => Guid.Parse(value.GetString()),
        (_, "Edm.DateTime") => DateTimeOffset.Parse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        (_, "Edm.Binary") => value.GetBytesFromBase64(),
        _ => value.GetString(),
    };
}
