using System.Text.Json;
using System.Text.Json.Serialization;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Formats;

/// <summary>The records that are kept as JSON in the tables. Domain values are written as the one text or number that names them.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(SiteJson), typeof(ProxyHostJson), typeof(LogDayJson), typeof(UtcDayJson), typeof(WeekJson), typeof(ContentHashJson),
    ])]
[JsonSerializable(typeof(CombinedLog))]
[JsonSerializable(typeof(LoadedDay))]
[JsonSerializable(typeof(DayTally))]
[JsonSerializable(typeof(WeekTotals))]
[JsonSerializable(typeof(DayState))]
internal sealed partial class StoredJson : JsonSerializerContext;

/// <summary>A site by its name.</summary>
internal sealed class SiteJson : JsonConverter<Site>
{
    public override Site Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Site value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

/// <summary>A host by its name.</summary>
internal sealed class ProxyHostJson : JsonConverter<ProxyHost>
{
    public override ProxyHost Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, ProxyHost value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}

/// <summary>A log day as yyyy-MM-dd.</summary>
internal sealed class LogDayJson : JsonConverter<LogDay>
{
    public override LogDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LogDay.TryParse(reader.GetString(), out LogDay day)
            ? day
            : throw new JsonException($"A log day is \"{reader.GetString()}\"; it should be yyyy-MM-dd. Restore the database from a copy.");

    public override void Write(Utf8JsonWriter writer, LogDay value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A UTC day by its number.</summary>
internal sealed class UtcDayJson : JsonConverter<UtcDay>
{
    public override UtcDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, UtcDay value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
}

/// <summary>A week by its number.</summary>
internal sealed class WeekJson : JsonConverter<Week>
{
    public override Week Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Week value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
}

/// <summary>A content hash as 32 hexadecimal digits.</summary>
internal sealed class ContentHashJson : JsonConverter<ContentHash>
{
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ContentHash.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
