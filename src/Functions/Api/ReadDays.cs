using System.Text.Json;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Functions.Api;

/// <summary>Answers with the log days of a site.</summary>
/// <param name="states">The days.</param>
/// <param name="time">Today.</param>
public sealed class ReadDays(IDayStates states, TimeProvider time)
{
    /// <summary>Most days of one answer.</summary>
    public const int MaxDays = 366;

    private const int UsualDays = 14;

    /// <summary>Answers.</summary>
    internal async Task<ApiAnswer> RunAsync(ApiQuery asked, CancellationToken cancellation)
    {
        Site site = asked.Site();
        (DateOnly first, DateOnly last) = asked.Dates(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), UsualDays, MaxDays);
        asked.Check();
        List<DayState> days = await states.ListAsync(site, new LogDay(first), new LogDay(last), cancellation).ToListAsync(cancellation);
        return ApiAnswer.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("site", site.Name);
            json.WriteStartArray("days");
            days.ForEach(day => Write(json, day));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Writes a day.</summary>
    internal static void Write(Utf8JsonWriter json, DayState day)
    {
        json.WriteStartObject();
        json.WriteString("day", day.Day.ToString());
        json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(day.Progress.ToString()));
        json.WriteString("time", day.Time);
        json.WriteString("run", day.RunId);
        json.WriteNumber("uploads", day.Uploads);
        json.WriteStartArray("missingHosts");
        foreach (ProxyHost host in day.MissingHosts)
        {
            json.WriteStringValue(host.Name);
        }

        json.WriteEndArray();
        json.WriteStartObject("counts");
        foreach ((string name, long count) in day.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteString("reason", day.Reason);
        json.WriteEndObject();
    }
}
