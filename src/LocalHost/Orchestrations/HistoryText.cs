using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Converters;

namespace Countme.LocalHost.Orchestrations;

/// <summary>How histories and messages are written, and how the values in them are.</summary>
internal static class HistoryText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Inputs, outputs and payloads, written as the worker's serializer writes them in the cloud: properties in any case, no fields, and
    /// so no tuples. <see cref="JsonDataConverter.Default"/> would let fields pass that are lost there.
    /// </summary>
    public static JsonDataConverter Values { get; } = new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    /// <summary>Something as UTF-8 JSON, without values that are null.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>What <see cref="Write{T}"/> wrote.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException("Found null, expected an object.");
}
