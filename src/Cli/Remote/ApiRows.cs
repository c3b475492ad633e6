using System.Globalization;
using System.Text.Json;

namespace Countme.Cli.Remote;

/// <summary>Reads single values off answers of the API.</summary>
internal static class ApiRows
{
    /// <summary>The objects of a list; none when the answer has no such list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray() : [];

    /// <summary>A text or number as text; null when it is not there or null.</summary>
    public static string? Text(this JsonElement value, string name) =>
        value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out JsonElement found) ? null : found.ValueKind switch
        {
            JsonValueKind.String => found.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
            JsonValueKind.Array => string.Join(", ", found.EnumerateArray().Select(item => item.ToString())),
            _ => null,
        };

    /// <summary>A number with its thousands apart; null when it is none.</summary>
    public static string? Number(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement found)
        && found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out long number)
            ? number.ToString("N0", CultureInfo.InvariantCulture) : null;

    /// <summary>A text as a table shows it: null, which is a dash, for an empty one.</summary>
    public static string? Cell(this JsonElement value, string name) => value.Text(name) is { Length: > 0 } text ? text : null;
}
