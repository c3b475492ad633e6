using System.Text.Json;
using Countme.Adapters.Exchange;
using Countme.Cli.Counting;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Cli.Reading;

/// <summary>Writes where a week's numbers come from as JSON.</summary>
internal static class WeekOriginJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(WeekOrigin origin, Series series, BucketFilter filter, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("site", origin.Totals.Site.Name);
        WeekJson.WriteFields(origin.Totals.Week, origin.Totals, json);
        json.WriteString("series", series == Series.Countme ? "countme" : "unique");
        json.WriteStartObject("filter");
        foreach (var (field, pattern) in filter.Patterns)
        {
            json.WriteString(field.JsonName, pattern);
        }

        json.WriteEndObject();
        json.WriteNumber("hits", origin.Hits);
        json.WriteStartArray("days");
        foreach (DayOrigin day in origin.Days)
        {
            Write(day, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("logDays");
        foreach (LogDayOrigin day in origin.LogDays)
        {
            Write(day, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(DayOrigin day, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("day", day.Tally.Day.ToString());
        json.WriteNumber("hits", day.Hits);
        json.WriteNumber("rows", day.Tally.Rows);
        json.WriteNumber("duplicateRows", day.Tally.DuplicateRows);
        json.WriteBoolean("final", day.Tally.IsFinal);
        json.WriteStartArray("parts");
        foreach (TalliedPart part in day.Tally.Parts)
        {
            json.WriteStartObject();
            WriteLogDay(part.LogDay == RawPartKey.Imported, part.LogDay.ToString(), json);
            json.WriteNumber("rows", part.Rows);
            json.WriteString("checksum", part.Checksum);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(LogDayOrigin day, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteLogDay(day.IsImported, day.Day.ToString(), json);
        json.WriteString("rules", day.Loaded?.Rules);
        if (day.Loaded is { } loaded)
        {
            json.WriteNumber("lines", loaded.Counts.Lines);
            json.WriteNumber("counted", loaded.Counts.Counted);
            json.WriteNumber("duplicates", loaded.Counts.Duplicates);
            Reasons("ignored", loaded.Counts.Ignored, json);
            Reasons("malformed", loaded.Counts.Malformed, json);
        }

        json.WriteStartArray("malformedSamples");
        foreach (MalformedSample sample in day.Loaded?.Samples ?? [])
        {
            json.WriteStartObject();
            json.WriteString("reason", CountSummary.NameOf(sample.Reason));
            json.WriteString("text", sample.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteLogs(day.Log, json);
        json.WriteEndObject();
    }

    private static void WriteLogs(CombinedLog? log, Utf8JsonWriter json)
    {
        json.WriteStartArray("inputs");
        foreach (CombinedInput input in log?.Inputs ?? [])
        {
            json.WriteStartObject();
            json.WriteString("host", input.Host.Name);
            json.WriteString("name", input.Name);
            json.WriteString("eTag", input.ETag);
            json.WriteString("contentHash", input.Hash?.ToString());
            if (input.ContentBytes is { } bytes)
            {
                json.WriteNumber("contentBytes", bytes);
            }
            else
            {
                json.WriteNull("contentBytes");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("leftOut");
        foreach (LeftOut left in log?.LeftOut ?? [])
        {
            json.WriteStartObject();
            json.WriteString("host", left.Host.Name);
            json.WriteString("name", left.Name);
            json.WriteString("eTag", left.ETag);
            json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(left.State.ToString()));
            json.WriteString("reason", left.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLogDay(bool isImported, string day, Utf8JsonWriter json)
    {
        if (isImported)
        {
            json.WriteNull("logDay");
        }
        else
        {
            json.WriteString("logDay", day);
        }
    }

    private static void Reasons(string name, IReadOnlyDictionary<LineReason, long> lines, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach ((LineReason reason, long count) in lines.OrderBy(reason => reason.Key))
        {
            json.WriteNumber(CountSummary.NameOf(reason), count);
        }

        json.WriteEndObject();
    }
}
