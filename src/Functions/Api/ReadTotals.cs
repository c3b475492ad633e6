using System.Globalization;
using System.Text;
using System.Text.Json;
using Countme.Adapters.Exchange;
using Countme.Core.Publish;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>A week of an answer; without rows when it has no data.</summary>
/// <param name="Week">The week.</param>
/// <param name="Totals">What is known of it; null when it has no data.</param>
/// <param name="Groups">Its groups; null likewise.</param>
/// <param name="Rows">Those of them that are on this page.</param>
internal sealed record TotalsPageWeek(
    Week Week, WeekTotals? Totals, GroupedCounts? Groups, IReadOnlyList<(string[] Values, long[] Hits)> Rows);

/// <summary>Answers with totals, a page at a time.</summary>
/// <param name="totals">The totals.</param>
public sealed class ReadTotals(ITotals totals)
{
    /// <summary>Answers.</summary>
    internal async Task<ApiAnswer> RunAsync(HttpRequest request, ApiQuery asked, CancellationToken cancellation)
    {
        Site site = asked.Site();
        int limit = asked.Limit();
        IReadOnlyList<Series> series = asked.Series();
        var query = new GroupQuery(series, asked.Filter(), GroupQuery.FieldsOf(series, asked.GroupBy()), Top: 0, IsExact: false);
        WeekRange range = WeekRange.Read(asked);
        asked.Check();
        var weeks = await totals.ListWeeksAsync(site, cancellation);
        IReadOnlyList<Week> chosen = range.Choose(site, weeks, series);
        WeekTotals[] known = [.. weeks.Where(week => chosen.Contains(week.Week))];
        bool isCsv = (asked.Text("format") ?? Preferred(request)) == "csv";
        string etag = WeekEtag.Of(known, $"{asked.Canonical} csv={isCsv}");
        if (WeekEtag.IsKnown(request, etag))
        {
            return ApiAnswer.Empty(StatusCodes.Status304NotModified).With("ETag", etag);
        }

        string version = WeekEtag.Of(known, "")[1..9];
        PagePlace place = PagePlace.Read(asked.Text("after"), version);
        (IReadOnlyList<TotalsPageWeek> page, string? next) = await ReadAsync(site, chosen, known, query, place, limit, cancellation);
        next = next is null ? null : PagePlace.Write(next, version);
        ApiAnswer answer = isCsv ? ApiAnswer.Csv(Csv(page, query)) : ApiAnswer.Json(200, json => Write(json, site, query, page, next));
        return WithLinks(answer, request, etag, next);
    }

    private static ApiAnswer WithLinks(ApiAnswer answer, HttpRequest request, string etag, string? next)
    {
        answer.With("ETag", etag).With("Cache-Control", "public, max-age=60").With("Vary", "Accept");
        return next is null ? answer : answer.With("Link", $"<{PagePlace.Link(request, next)}>; rel=\"next\"");
    }

    private static string Preferred(HttpRequest request) =>
        request.Headers.Accept.Any(accept => (accept ?? "").StartsWith("text/csv", StringComparison.OrdinalIgnoreCase)) ? "csv" : "json";

    private async Task<(IReadOnlyList<TotalsPageWeek> Page, string? Next)> ReadAsync(
        Site site, IReadOnlyList<Week> weeks, WeekTotals[] known, GroupQuery query, PagePlace place, int limit,
        CancellationToken cancellation)
    {
        var page = new List<TotalsPageWeek>();
        int left = limit;
        foreach (Week week in weeks.Where(week => place.Week is not { } first || week.Number >= first))
        {
            if (left == 0)
            {
                return (page, FormattableString.Invariant($"{week}.0"));
            }

            if (known.FirstOrDefault(one => one.Week == week) is not { } described)
            {
                page.Add(new TotalsPageWeek(week, null, null, []));
                continue;
            }

            GroupedCounts groups = await GroupedCounts.ReadAsync(totals.ReadWeekAsync(site, week, cancellation), query, cancellation);
            int skipped = week.Number == place.Week ? place.Row : 0;
            (string[] Values, long[] Hits)[] rows = [.. groups.Rows.Skip(skipped).Take(left)];
            page.Add(new TotalsPageWeek(week, described, groups, rows));
            left -= rows.Length;
            if (skipped + rows.Length < groups.Rows.Count)
            {
                return (page, FormattableString.Invariant($"{week}.{skipped + rows.Length}"));
            }
        }

        return (page, null);
    }

    private static string Csv(IReadOnlyList<TotalsPageWeek> page, GroupQuery query)
    {
        using var text = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture);
        CsvText.WriteRecord(
            text, ["week_start", "week_end", "state", .. query.Columns, .. query.Fields.Select(field => field.Column)], isExact: true);
        foreach (TotalsPageWeek week in page)
        {
            string[] head =
            [
                week.Week.Monday.ToString(),
                week.Week.Sunday.ToString(),
                week.Totals is null ? "missing" : StateOf(week.Totals, query.Series),
            ];
            foreach (var (values, hits) in week.Rows)
            {
                CsvText.WriteRecord(
                    text, [.. head, .. hits.Select(number => number.ToString(CultureInfo.InvariantCulture)), .. values], isExact: false);
            }
        }

        return text.ToString();
    }

    private static string StateOf(WeekTotals week, IReadOnlyList<Series> series) =>
        series.All(week.IsPublished) ? "complete" : "provisional";

    private static void Write(Utf8JsonWriter json, Site site, GroupQuery query, IReadOnlyList<TotalsPageWeek> page, string? next)
    {
        json.WriteStartObject();
        json.WriteString("site", site.Name);
        json.WriteString("series", query.Series switch { [Series.Countme] => "hits", [Series.Unique] => "hosts", _ => "both" });
        json.WriteStartArray("weeks");
        foreach (TotalsPageWeek week in page)
        {
            Write(json, query, week);
        }

        json.WriteEndArray();
        json.WriteString("next", next);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupQuery query, TotalsPageWeek week)
    {
        json.WriteStartObject();
        WeekJson.WriteFields(week.Week, week.Totals, json);
        json.WriteBoolean("seriesComplete", week.Totals is { } totals && query.Series.All(totals.IsPublished));
        if (week.Groups is { } groups)
        {
            GroupJson.WriteCounts(json, query, groups.Hits);
            json.WriteNumber("groups", groups.GroupCount);
            json.WriteStartArray("rows");
            foreach (var (values, hits) in week.Rows)
            {
                GroupJson.WriteRow(json, query, values, hits);
            }

            json.WriteEndArray();
        }
        else
        {
            foreach (string column in query.Columns)
            {
                json.WriteNull(column);
            }

            json.WriteNull("groups");
            json.WriteNull("rows");
        }

        json.WriteEndObject();
    }
}
