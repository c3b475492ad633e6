using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// Reads what a refusal says. Documented: the body is <c>{"odata.error":{"code":…,"message":{"value":…}}}</c> or the same as XML, the
/// header <c>x-ms-error-code</c> repeats the code, and the message of a refused transaction begins with the position of the action.
/// </summary>
internal sealed class TableErrorDetails : RequestFailedDetailsParser
{
    /// <summary>Under this name an exception's data holds the position of the action that failed.</summary>
    public const string FailedEntity = "FailedEntity";

    public static TableErrorDetails Instance { get; } = new();

    /// <summary>The exception for a refusal.</summary>
    public static RequestFailedException Exception(Response response) => new(response, null, Instance);

    public override bool TryParse(Response response, out ResponseError error, out IDictionary<string, string> data)
    {
        (string code, string message) = Body(response);
        code ??= response.Headers.TryGetValue("x-ms-error-code", out string header) ? header : null;
        data = message is not null && ActionIndex(message) is int index
            ? new Dictionary<string, string> { [FailedEntity] = index.ToString(CultureInfo.InvariantCulture) }
            : null;
        error = code is null && message is null ? null : new ResponseError(code, message);
        return error is not null;
    }

    /// <summary>The code alone, to tell refusals apart before one throws.</summary>
    public static string Code(Response response) => Instance.TryParse(response, out ResponseError error, out _) ? error.Code : null;

    /// <summary>The number in <c>12:The specified entity already exists.</c></summary>
    private static int? ActionIndex(string message)
    {
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;
    }

    private static (string Code, string Message) Body(Response response)
    {
        string text = response.ContentStream is null ? "" : response.Content.ToString().TrimStart('\uFEFF', ' ', '\r', '\n');
        try
        {
            return text switch
            {
                ['{', ..] => Json(text),
                ['<', ..] => Xml(text),
                _ => (null, null),
            };
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            return (null, null);
        }
    }

    private static (string Code, string Message) Json(string text)
    {
        using JsonDocument body = JsonDocument.Parse(text);
        if (!body.RootElement.TryGetProperty("odata.error", out JsonElement error) || error.ValueKind != JsonValueKind.Object)
        {
            return (null, null);
        }

        string code = error.TryGetProperty("code", out JsonElement found) ? found.ToString() : null;
        if (!error.TryGetProperty("message", out JsonElement message))
        {
            return (code, null);
        }

        bool hasValue = message.ValueKind == JsonValueKind.Object;
        return (code, hasValue && message.TryGetProperty("value", out JsonElement value) ? value.ToString() : message.ToString());
    }

    private static (string Code, string Message) Xml(string text)
    {
        XElement root = XDocument.Parse(text).Root;
        string Child(string name) =>
            root.Elements().FirstOrDefault(element => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
        return (Child("code"), Child("message"));
    }
}
