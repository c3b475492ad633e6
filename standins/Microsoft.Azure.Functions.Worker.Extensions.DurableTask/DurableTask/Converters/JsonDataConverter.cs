using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>The converter that is used unless an app sets another: System.Text.Json with its defaults, and fields.</summary>
public class JsonDataConverter : DataConverter
{
    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    private readonly JsonSerializerOptions _options;

    /// <summary>A converter.</summary>
    /// <param name="options">Options of the serializer; null: its defaults, and fields.</param>
    public JsonDataConverter(JsonSerializerOptions? options = null) => _options = options ?? WithFields;

    /// <summary>The converter with the default options.</summary>
    public static JsonDataConverter Default { get; } = new();

    /// <inheritdoc/>
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, _options);

    /// <inheritdoc/>
    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, _options);
}
