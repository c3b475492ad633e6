using System.Text.Json;
using Countme.Core.Publish;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Exchange;

/// <summary>What every JSON output says of a week, under the same names.</summary>
public static class WeekJson
{
    /// <summary>Writes the fields into an object that is begun.</summary>
    /// <param name="week">The week.</param>
    /// <param name="totals">What is known of it; null when it has no data.</param>
    /// <param name="json">Where to.</param>
    public static void WriteFields(Week week, WeekTotals? totals, Utf8JsonWriter json)
    {
        json.WriteNumber("week", week.Number);
        json.WriteString("start", week.Monday.ToString());
        json.WriteString("end", week.Sunday.ToString());
        json.WriteString("state", SiteWeek.StateOf(totals));
        if (totals is null)
        {
            json.WriteNull("revision");
        }
        else
        {
            json.WriteNumber("revision", totals.Revision);
        }

        json.WriteBoolean("partial", totals?.IsPartial ?? false);
        json.WriteBoolean("imported", totals?.IsImported ?? false);
        json.WriteStartArray("missingDays");
        foreach (UtcDay day in totals?.MissingDays ?? [.. week.Days])
        {
            json.WriteStringValue(day.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("missingHosts");
        foreach (MissingHost missing in totals?.MissingHosts ?? [])
        {
            json.WriteStartObject();
            json.WriteString("logDay", missing.LogDay.ToString());
            json.WriteString("host", missing.Host.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
