using System.Text.Json;
using Countme.Adapters.Exchange;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>Answers with the weeks of a site.</summary>
/// <param name="totals">The totals.</param>
/// <param name="combined">Tells which logs a week lacks.</param>
public sealed class ReadWeeks(ITotals totals, ICombinedLogs combined)
{
    private const int UsualWeeks = 26;
    private const int DaysPerWeek = 7;

    /// <summary>Answers.</summary>
    internal async Task<ApiAnswer> RunAsync(HttpRequest request, ApiQuery asked, CancellationToken cancellation)
    {
        Site site = asked.Site();
        (DateOnly? from, DateOnly? to) = (asked.Date("from"), asked.Date("to"));
        asked.Check();
        var known = await totals.ListWeeksAsync(site, cancellation);
        if (known.Count == 0)
        {
            throw ApiException.NotFound($"There are no weeks of {site}.");
        }

        Week last = to is { } day ? UtcDay.Of(day).Week : known[^1].Week;
        Week first = from is { } begin ? UtcDay.Of(begin).Week : last.Plus(1 - UsualWeeks);
        string etag = WeekEtag.Of(known.Where(week => week.Week >= first && week.Week <= last), asked.Canonical);
        if (WeekEtag.IsKnown(request, etag))
        {
            return ApiAnswer.Empty(StatusCodes.Status304NotModified).With("ETag", etag);
        }

        var weeks = await SiteWeek.ReadAsync(site, totals, combined, week => week >= first && week <= last, cancellation);
        return ApiAnswer.Json(200, json => Write(json, site, weeks)).With("ETag", etag).With("Cache-Control", "public, max-age=60");
    }

    private static void Write(Utf8JsonWriter json, Site site, IReadOnlyList<SiteWeek> weeks)
    {
        json.WriteStartObject();
        json.WriteString("site", site.Name);
        json.WriteStartArray("weeks");
        foreach (SiteWeek week in weeks)
        {
            json.WriteStartObject();
            WeekJson.WriteFields(week.Week, week.Totals, json);
            Write(json, "hits", week.Totals?.IsCountmeComplete, week.CountmeHits);
            Write(json, "hosts", week.Totals?.IsUniqueComplete, week.UniqueHosts);
            json.WriteNumber("setAside", week.SetAside.Count);
            json.WriteNumber("daysWithData", DaysPerWeek - week.MissingDays.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, bool? isComplete, long? sum)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("complete", isComplete ?? false);
        Numbers.Write(json, "sum", sum);
        json.WriteEndObject();
    }
}

/// <summary>Writes numbers that may not be known: as null, never as zero.</summary>
internal static class Numbers
{
    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
