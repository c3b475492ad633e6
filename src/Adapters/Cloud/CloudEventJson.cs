using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Countme.Core.Status;

namespace Countme.Adapters.Cloud;

/// <summary>Status events as CloudEvents 1.0 in structured JSON. The schema is <c>docs/events/status-event.schema.json</c>.</summary>
public static class CloudEventJson
{
    /// <summary>Media type of the text.</summary>
    public const string ContentType = "application/cloudevents+json";

    private const string Duration = "duration_ms";
    private const int MaxReasonCharacters = 1000;
    private const int MaxNameCharacters = 1024;
    private const int MaxCounts = 100;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The event's type: <c>countme.STATION.STATE</c>, as <c>countme.combine.finished</c>.</summary>
    public static string TypeOf(StatusEvent happened) => $"countme.{happened.Station}.{StateOf(happened.State)}";

    /// <summary>What the event is about: <c>SITE/KEY</c>.</summary>
    public static string SubjectOf(StatusEvent happened) => $"{happened.Site.Name}/{happened.Key}";

    /// <summary>
    /// The event as text, the same for the same event. Reasons are cut to 1000 characters, names of uploads to 1024, counts to the first
    /// 100 by name, so that no event is too large for the outbox or the bus.
    /// </summary>
    /// <param name="happened">The event.</param>
    /// <param name="source">The pipeline; the same for all its events.</param>
    public static string Write(StatusEvent happened, Uri source)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", happened.Id);
            json.WriteString("source", source.OriginalString);
            json.WriteString("type", TypeOf(happened));
            json.WriteString("subject", SubjectOf(happened));
            json.WriteString("time", happened.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            WriteData(happened, json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static void WriteData(StatusEvent happened, Utf8JsonWriter json)
    {
        json.WriteStartObject("data");
        json.WriteString("run_id", happened.RunId);
        json.WriteString("site", happened.Site.Name);
        json.WriteString("key", happened.Key);
        if (happened.Counts.TryGetValue(Duration, out long duration))
        {
            json.WriteNumber(Duration, duration);
        }

        json.WriteStartObject("counts");
        foreach ((string name, long count) in happened.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxCounts))
        {
            if (name != Duration)
            {
                json.WriteNumber(Cut(name, MaxNameCharacters / 8), count);
            }
        }

        json.WriteEndObject();
        WriteText(json, "reason", happened.Reason, MaxReasonCharacters);
        WriteText(json, "upload", happened.Upload, MaxNameCharacters);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text, int maxCharacters)
    {
        if (text is not null)
        {
            json.WriteString(name, Cut(text, maxCharacters));
        }
    }

    /// <summary>Cuts a text, never between the halves of a character.</summary>
    private static string Cut(string text, int maxCharacters) => text.Length <= maxCharacters ? text
        : text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];

    private static string StateOf(StatusState state) => state switch
    {
        StatusState.Started => "started",
        StatusState.Finished => "finished",
        StatusState.Failed => "failed",
        StatusState.Skipped => "skipped",
        StatusState.Retried => "retried",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Found a state that no event has."),
    };
}
