using System.Text.Json;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Countme.Functions.Sweep;

namespace Countme.Functions.Api;

/// <summary>How fresh a site is.</summary>
/// <param name="Site">The site.</param>
/// <param name="Hosts">
/// The newest log day of each host that is expected or was seen lately; null when none was. Only expected ones can be late.
/// </param>
/// <param name="NewestCounted">The newest log day that was counted.</param>
/// <param name="NewestComplete">The newest complete week.</param>
/// <param name="Problems">What is late, missing or failed; empty when all is well.</param>
internal sealed record SiteHealth(
    Site Site, IReadOnlyList<(ProxyHost Host, LogDay? Newest)> Hosts, LogDay? NewestCounted, Week? NewestComplete,
    IReadOnlyList<string> Problems);

/// <summary>Answers whether all sites are up to date.</summary>
/// <param name="days">The sites.</param>
/// <param name="uploads">The ledger.</param>
/// <param name="watch">Tells expected hosts.</param>
/// <param name="states">Tells what was counted.</param>
/// <param name="totals">Tells complete weeks.</param>
/// <param name="time">Today.</param>
public sealed class ReadHealth(OpenDays days, IUploads uploads, DayWatch watch, IDayStates states, ITotals totals, TimeProvider time)
{
    /// <summary>Days that are looked back at.</summary>
    private const int LookBackDays = 14;

    /// <summary>
    /// How old the newest counted log day, and the end of the newest complete week, may be: a day's log comes the day after.
    /// </summary>
    private const int LateDays = 2;

    /// <summary>Answers with 503 when a site is late.</summary>
    internal async Task<ApiAnswer> RunAsync(ApiQuery asked, CancellationToken cancellation)
    {
        Site? only = asked.Text("site") is null ? null : asked.Site();
        asked.Check();
        var sites = new List<SiteHealth>();
        foreach (Site site in only is { } one ? [one] : await days.SitesAsync(cancellation))
        {
            sites.Add(await LookAsync(site, cancellation));
        }

        bool isWell = sites.All(site => site.Problems.Count == 0);
        return ApiAnswer.Json(isWell ? 200 : 503, json => Write(json, isWell, sites)).With("Cache-Control", "no-store");
    }

    private async Task<SiteHealth> LookAsync(Site site, CancellationToken cancellation)
    {
        var today = new LogDay(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var first = new LogDay(today.Date.AddDays(-LookBackDays));
        var newest = new Dictionary<ProxyHost, LogDay>();
        foreach (LogDay day in Days.Range(first, today))
        {
            foreach (LogUpload upload in await uploads.ListAsync(site, day, cancellation))
            {
                newest[upload.Host] = day;
            }
        }

        var expected = await watch.ExpectedAsync(site, today, cancellation);
        var hosts = expected
            .Union(newest.Keys).Order()
            .Select(host => (host, newest.TryGetValue(host, out LogDay day) ? day : (LogDay?)null))
            .ToArray();
        List<DayState> known = await states.ListAsync(site, first, today, cancellation).ToListAsync(cancellation);
        LogDay? counted = known.Where(day => day.Progress == DayProgress.Counted).Select(day => (LogDay?)day.Day).Max();
        Week? complete = (await totals.ListWeeksAsync(site, cancellation)).LastOrDefault(week => week.State == WeekState.Complete)?.Week;
        return new SiteHealth(
            site, hosts, counted, complete,
            [.. Problems(today, hosts.Where(host => expected.Contains(host.host)), known, counted, complete)]);
    }

    private static IEnumerable<string> Problems(
        LogDay today, IEnumerable<(ProxyHost Host, LogDay? Newest)> expected, List<DayState> known, LogDay? counted, Week? complete)
    {
        var late = new LogDay(today.Date.AddDays(-LateDays));
        if (counted is null || counted < late)
        {
            yield return $"The newest counted log day is {counted?.ToString() ?? "none"}; {late} or later is expected.";
        }

        if (complete is { } week && UtcDay.Of(today.Date).Number - week.Sunday.Number > 7 + LateDays)
        {
            yield return $"The newest complete week ended on {week.Sunday}; a newer one is expected.";
        }

        foreach ((ProxyHost host, LogDay? newest) in expected.Where(host => host.Newest is null || host.Newest < late))
        {
            yield return $"The newest log of {host} is of {newest?.ToString() ?? "none of the last days"}; {late} or later is expected.";
        }

        foreach (DayState day in known.Where(day => day.Progress == DayProgress.Failed))
        {
            yield return $"Log day {day.Day} failed: {day.Reason}";
        }
    }

    private static void Write(Utf8JsonWriter json, bool isWell, List<SiteHealth> sites)
    {
        json.WriteStartObject();
        json.WriteString("status", isWell ? "ok" : "late");
        json.WriteStartArray("sites");
        foreach (SiteHealth site in sites)
        {
            json.WriteStartObject();
            json.WriteString("site", site.Site.Name);
            json.WriteString("newestCountedDay", site.NewestCounted?.ToString());
            json.WriteString("newestCompleteWeek", site.NewestComplete?.Monday.ToString());
            json.WriteStartArray("hosts");
            foreach ((ProxyHost host, LogDay? newest) in site.Hosts)
            {
                json.WriteStartObject();
                json.WriteString("host", host.Name);
                json.WriteString("newestLog", newest?.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("problems");
            foreach (string problem in site.Problems)
            {
                json.WriteStringValue(problem);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
