using System.Globalization;
using System.Text;
using System.Text.Json;
using Countme.Cli.Running;
using Spectre.Console;

namespace Countme.Cli.Following;

/// <summary>A status event as it came off the bus, and the line that a person reads.</summary>
internal sealed class ToldEvent
{
    private const string TypePrefix = "countme.";

    private readonly JsonElement _event;

    private ToldEvent(string json, JsonElement told)
    {
        Json = json.ReplaceLineEndings(" ");
        _event = told;
    }

    /// <summary>The event as it came, on one line.</summary>
    public string Json { get; }

    /// <summary>The site that it is about; empty if it does not say.</summary>
    public string Site => Text(_event, "data", "site");

    private string Type => Text(_event, "type");

    /// <summary>Reads an event; null for what is none.</summary>
    public static ToldEvent? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ToldEvent(json, document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line, with colours for a terminal that has them: time, state, station, subject, duration, counts, reason.</summary>
    public Markup Line()
    {
        string[] type = Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? Type[TypePrefix.Length..].Split('.', 2) : ["", Type];
        string state = type[^1];
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"[grey]{Plain(Text(_event, "time")),-24}[/] ");
        line.Append(CultureInfo.InvariantCulture, $"[{Colour(state)}]{Plain(state),-8}[/] ");
        line.Append(CultureInfo.InvariantCulture, $"{Plain(type[0]),-8} {Plain(Text(_event, "subject"))}");
        if (_event.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object)
        {
            line.Append(Plain(Details(data)));
        }

        return new Markup(line.ToString());
    }

    private static string Details(JsonElement data)
    {
        var details = new StringBuilder();
        if (data.TryGetProperty("duration_ms", out JsonElement duration) && duration.TryGetInt64(out long milliseconds))
        {
            details.Append(CultureInfo.InvariantCulture, $"  {milliseconds / 1000.0:N1} s");
        }

        if (data.TryGetProperty("counts", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty count in counts.EnumerateObject())
            {
                details.Append(CultureInfo.InvariantCulture, $"  {count.Name}={(count.Value.TryGetInt64(out long value) ? value : 0):N0}");
            }
        }

        string upload = Text(data, "upload");
        string reason = Text(data, "reason");
        details.Append(upload.Length > 0 ? $"  {upload}" : "").Append(reason.Length > 0 ? $"  {reason}" : "");
        return details.ToString();
    }

    private static string Colour(string state) => state switch
    {
        "failed" => "red",
        "retried" => "yellow",
        "finished" => "green",
        "started" => "blue",
        _ => "grey",
    };

    private static string Plain(string text) => Markup.Escape(TerminalText.Escaped(text));

    /// <summary>The text at a path of names; empty if there is none.</summary>
    private static string Text(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
    }
}
