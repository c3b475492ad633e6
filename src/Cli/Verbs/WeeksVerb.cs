using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Countme.Adapters.Exchange;
using Countme.Cli.Counting;
using Countme.Cli.Reading;
using Countme.Cli.Running;
using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme weeks</c>: all weeks of a site with what is known of each.</summary>
internal static class WeeksVerb
{
    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        Option<string> site = SharedOptions.Site();
        Option<string> data = SharedOptions.Data();
        Option<bool> json = SharedOptions.Json();
        return new VerbCommand(
            "weeks",
            "list all weeks of a site with their state, sums and gaps\n"
                + "One row for each week from the first to the last. A week is provisional until a request at least ten minutes past its "
                    + "end is there; "
                + "a late log that changes a complete week makes a new revision. What is not known is a dash, never zero.",
            ("weeks --site mirrors.fedoraproject.org --data data", "Lists the weeks."),
            ("weeks --site mirrors.fedoraproject.org --data data --json", "The same for a program."))
            .With(site, data, json)
            .Does(async (parsed, cancellation) =>
            {
                using LocalData opened = LocalData.OpenForReading(parsed.GetRequiredValue(data));
                Site named = SharedOptions.SiteOf(parsed, site);
                await KnownSites.RequireAsync(opened.Stores, named, cancellation);
                var weeks = await SiteWeek.ReadAsync(named, opened.Stores.Totals, opened.Stores.Combined, cancellation);
                if (parsed.GetValue(json))
                {
                    WriteJson(named, weeks, terminal);
                }
                else
                {
                    Write(weeks, terminal);
                }

                return ExitCode.Ok;
            });
    }

    private static void Write(IReadOnlyList<SiteWeek> weeks, Terminal terminal)
    {
        var table = new PlainTable("monday", ">week", "state", ">rev", ">hits", ">unique hosts", "notes");
        foreach (SiteWeek week in weeks)
        {
            table.Add(
                week.Week.Monday.ToString(),
                week.Week.ToString(),
                week.State,
                week.Totals is { Revision: > 0 } complete ? complete.Revision.ToString(CultureInfo.InvariantCulture) : null,
                week.CountmeHits?.ToString("N0", CultureInfo.InvariantCulture),
                week.UniqueHosts?.ToString("N0", CultureInfo.InvariantCulture),
                string.Join("; ", Notes(week)));
        }

        table.Write(terminal);
    }

    private static IEnumerable<string> Notes(SiteWeek week)
    {
        if (week.Totals is not { } totals)
        {
            yield break;
        }

        if (totals.IsImported)
        {
            yield return "imported";
        }

        if (totals.IsPartial)
        {
            yield return "partial: the data starts in its middle";
        }

        if (totals is { State: WeekState.Complete, IsCountmeComplete: false })
        {
            yield return "countme series open";
        }

        if (totals is { State: WeekState.Complete, IsUniqueComplete: false })
        {
            yield return "unique series open";
        }

        if (totals.MissingDays.Count > 0)
        {
            yield return $"no data of {string.Join(", ", totals.MissingDays)}";
        }

        foreach (var hosts in totals.MissingHosts.GroupBy(missing => missing.LogDay))
        {
            yield return $"log day {hosts.Key} lacks {string.Join(", ", hosts.Select(missing => missing.Host))}";
        }

        foreach (var logs in week.SetAside.GroupBy(log => log.Day))
        {
            yield return $"log day {logs.Key} set aside {string.Join(", ", logs.Select(log => log.Log.Host))}";
        }
    }

    private static void WriteJson(Site site, IReadOnlyList<SiteWeek> weeks, Terminal terminal) => JsonOutput.Write(terminal.Out, json =>
    {
        json.WriteStartObject();
        json.WriteString("site", site.Name);
        json.WriteStartArray("weeks");
        foreach (SiteWeek week in weeks)
        {
            Write(week, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(SiteWeek week, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WeekJson.WriteFields(week.Week, week.Totals, json);
        WriteSeries("countme", week.Totals?.IsCountmeComplete, week.CountmeHits, json);
        WriteSeries("unique", week.Totals?.IsUniqueComplete, week.UniqueHosts, json);
        json.WriteStartArray("setAside");
        foreach (var (day, log) in week.SetAside)
        {
            json.WriteStartObject();
            json.WriteString("logDay", day.ToString());
            json.WriteString("host", log.Host.Name);
            json.WriteString("name", log.Name);
            json.WriteString("reason", log.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSeries(string name, bool? isComplete, long? hits, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("complete", isComplete ?? false);
        if (hits is { } known)
        {
            json.WriteNumber("hits", known);
        }
        else
        {
            json.WriteNull("hits");
        }

        json.WriteEndObject();
    }
}
