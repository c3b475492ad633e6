using System.Globalization;
using System.Text.Json;
using Countme.Adapters.Disk;
using Countme.Cli.Running;
using Countme.Core.RawDb;

namespace Countme.Cli.Counting;

/// <summary>Tells what a run did: for people, or as JSON.</summary>
internal static class CountSummary
{
    /// <summary>Writes a few lines for each site.</summary>
    public static void Write(IReadOnlyList<CountReport> reports, IReadOnlyList<LogFileProblem> problems, TextWriter to)
    {
        foreach (CountReport report in reports)
        {
            Write(report, to);
        }

        foreach (LogFileProblem problem in problems)
        {
            Row(to, "not read", $"{problem.Path}: {problem.Reason}");
        }
    }

    /// <summary>Writes one object.</summary>
    public static void WriteJson(
        IReadOnlyList<CountReport> reports, IReadOnlyList<LogFileProblem> problems, TextWriter to) => JsonOutput.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("incomplete", problems.Count > 0 || reports.Any(report => report.IsIncomplete));
        json.WriteStartArray("sites");
        foreach (CountReport report in reports)
        {
            Write(report, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("notRead");
        foreach (LogFileProblem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The name of a reason as machines read it.</summary>
    public static string NameOf(LineReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());

    private static void Write(CountReport report, TextWriter to)
    {
        to.WriteLine(report.Site.Name);
        Row(to, "logs", $"{N(report.LogsFound)} found, {N(report.LogsNew)} new or changed", report.LogsFound > 0);
        if (!report.DidWork)
        {
            Row(to, "done", "nothing: everything was up to date");
        }

        Row(to, "days", $"{N(report.DaysCombined)} combined, {N(report.DaysLoaded)} loaded", report.DaysCombined + report.DaysLoaded > 0);
        Row(
            to,
            "lines",
            $"{N(report.Lines)} = {N(report.Counted)} counted (of them {N(report.Duplicates)} repeated) "
                + $"+ {N(report.Ignored.Values.Sum())} ignored + {N(report.Malformed.Values.Sum())} malformed",
            report.DaysLoaded > 0);
        Row(to, "ignored", Reasons(report.Ignored), report.Ignored.Count > 0);
        Row(to, "malformed", Reasons(report.Malformed), report.Malformed.Count > 0);
        Row(
            to, "totals",
            $"{N(report.DaysTallied)} UTC days tallied, {N(report.WeeksTotalled)} weeks totalled",
            report.DaysTallied + report.WeeksTotalled > 0);
        Row(to, "repaired", $"{N(report.PartsRepaired)} damaged raw parts made again", report.PartsRepaired > 0);
        string[] replaced = [.. report.Published.Where(file => file.WasReplaced).Select(file => file.Name)];
        Row(to, "published", string.Join(", ", replaced), replaced.Length > 0);
        WriteGaps(report, to);
    }

    private static void WriteGaps(CountReport report, TextWriter to)
    {
        foreach (var (day, upload) in report.LeftOut)
        {
            string what = upload.State == Core.Upload.UploadState.SetAside ? "set aside" : "left out";
            Row(to, what, $"log of {day} from {upload.Host}, {upload.Name}: {upload.Reason}");
        }

        foreach (CountProblem problem in report.Problems)
        {
            Row(to, "as it was", $"log day {problem.Day}: {problem.Reason}");
        }

        foreach (var (day, rows) in report.LateRows)
        {
            Row(to, "too late", $"{N(rows)} rows of {day} came after its raw data was removed and are not counted");
        }
    }

    private static void Write(CountReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("site", report.Site.Name);
        json.WriteBoolean("didWork", report.DidWork);
        json.WriteNumber("logsFound", report.LogsFound);
        json.WriteNumber("logsNew", report.LogsNew);
        json.WriteNumber("daysCombined", report.DaysCombined);
        json.WriteNumber("daysLoaded", report.DaysLoaded);
        json.WriteNumber("lines", report.Lines);
        json.WriteNumber("counted", report.Counted);
        json.WriteNumber("duplicates", report.Duplicates);
        Reasons(json, "ignored", report.Ignored);
        Reasons(json, "malformed", report.Malformed);
        json.WriteNumber("daysTallied", report.DaysTallied);
        json.WriteNumber("weeksTotalled", report.WeeksTotalled);
        json.WriteNumber("partsRepaired", report.PartsRepaired);
        json.WriteStartArray("published");
        foreach (var file in report.Published)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteBoolean("replaced", file.WasReplaced);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteGaps(report, json);
        json.WriteEndObject();
    }

    private static void WriteGaps(CountReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("leftOut");
        foreach (var (day, upload) in report.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("logDay", day.ToString());
            json.WriteString("host", upload.Host.Name);
            json.WriteString("name", upload.Name);
            json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(upload.State.ToString()));
            json.WriteString("reason", upload.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (CountProblem problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("logDay", problem.Day.ToString());
            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("lateRows");
        foreach (var (day, rows) in report.LateRows)
        {
            json.WriteStartObject();
            json.WriteString("day", day.ToString());
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Reasons(Utf8JsonWriter json, string name, IReadOnlyDictionary<LineReason, long> lines)
    {
        json.WriteStartObject(name);
        foreach ((LineReason reason, long count) in lines)
        {
            json.WriteNumber(NameOf(reason), count);
        }

        json.WriteEndObject();
    }

    private static string Reasons(SortedDictionary<LineReason, long> lines) =>
        string.Join(", ", lines.OrderByDescending(line => line.Value).Select(line => $"{NameOf(line.Key)} {N(line.Value)}"));

    private static void Row(TextWriter to, string name, string text, bool isShown = true)
    {
        if (isShown)
        {
            to.WriteLine($"  {name,-10} {TerminalText.Escaped(text)}");
        }
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
