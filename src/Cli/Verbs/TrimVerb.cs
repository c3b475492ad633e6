using System.CommandLine;
using System.Globalization;
using Countme.Cli.Counting;
using Countme.Cli.Running;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme trim</c>: removes old raw data.</summary>
internal sealed class TrimVerb
{
    private readonly Terminal _terminal;
    private readonly Argument<int> _keep = new("keep")
    {
        HelpName = "KEEP",
        Description = "Full weeks to keep before the week of the newest request, 1 or more. Default: 13.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => 13,
        CustomParser = result => SharedOptions.ReadNumber(result, "KEEP", 1, 10_000),
    };

    private readonly Option<string> _site = SharedOptions.Site();
    private readonly Option<string> _data = SharedOptions.Data();
    private readonly Option<bool> _write = SharedOptions.Flag("--rw", "Remove. Default: only tell what would be removed.");
    private readonly Option<bool> _oldest = SharedOptions.Flag("--oldest-week", "Remove no more than the oldest week.");
    private readonly Option<bool> _unique = SharedOptions.Flag(
        "--unique-only",
        "Look at, and remove, only requests without a countme value.");

    private readonly Option<bool> _force = SharedOptions.Flag("--force", "Remove also what belongs to weeks that are not complete.");
    private readonly Option<bool> _noWait = SharedOptions.NoWait();
    private readonly Option<bool> _json = SharedOptions.Json();

    private TrimVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new TrimVerb(terminal);
        var command = new VerbCommand(
            "trim",
            "remove old raw data and the keys of its pseudonyms\n"
                + "Totals stay. A day whose raw data was removed is final: a log that comes for it later is not counted any more. Weeks "
                    + "that are not "
                + "complete are not touched unless forced.",
            ("trim --site mirrors.fedoraproject.org --data data", "Tells what would go if 13 weeks were kept."),
            ("trim 4 --site mirrors.fedoraproject.org --data data --rw", "Keeps four full weeks and removes what is older."));
        command.Add(verb._keep);
        return command
            .With(verb._site, verb._data, verb._write, verb._oldest, verb._unique, verb._force, verb._noWait, verb._json)
            .Does(verb.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new TrimOptions
        {
            KeepWeeks = parsed.GetValue(_keep),
            OldestWeekOnly = parsed.GetValue(_oldest),
            UniqueOnly = parsed.GetValue(_unique),
            DryRun = !parsed.GetValue(_write),
            Force = parsed.GetValue(_force),
        };
        Site site = SharedOptions.SiteOf(parsed, _site);
        var write = new WriteOptions(parsed.GetValue(_noWait), Workers: 1);
        using LocalData data = await LocalData.OpenForWritingAsync(
            parsed.GetRequiredValue(_data), mustExist: true, write, _terminal, cancellation);
        await KnownSites.RequireAsync(data.Stores, site, cancellation);
        TrimReport report = await new TrimRaw(data.Stores.RawDb, data.Stores.Totals).RunAsync(site, options, cancellation);
        bool isRefused = !options.DryRun && !report.Removed && report.Uncounted.Count > 0;
        if (parsed.GetValue(_json))
        {
            WriteJson(site, report, options);
        }
        else if (!isRefused)
        {
            Write(report, options);
        }

        return !isRefused ? ExitCode.Ok : throw new RefusedException(
            $"Nothing was removed: {Weeks(report.Uncounted)} would lose raw data without being complete. Count the logs that are missing, "
            + "keep more weeks, or give --force.");
    }

    private void Write(TrimReport report, TrimOptions options)
    {
        if (report.From is not { } from || report.Until is not { } until)
        {
            _terminal.Out.WriteLine($"Nothing to remove: no raw data is older than the {options.KeepWeeks} weeks to keep.");
            return;
        }

        string rows = report.Rows.ToString("N0", CultureInfo.InvariantCulture);
        string days = $"{rows} rows of {from} to {new UtcDay(until.Number - 1)}";
        _terminal.Out.WriteLine(report.Removed ? $"Removed {days}." : $"Would remove {days}. Give --rw to remove them.");
        if (report.Uncounted.Count > 0)
        {
            _terminal.Out.WriteLine(report.Removed
                ? $"Not complete, and final now: {Weeks(report.Uncounted)}."
                : $"Not complete: {Weeks(report.Uncounted)}. With --rw nothing is removed unless --force is given.");
        }
    }

    private void WriteJson(Site site, TrimReport report, TrimOptions options) => JsonOutput.Write(_terminal.Out, json =>
    {
        json.WriteStartObject();
        json.WriteString("site", site.Name);
        json.WriteNumber("keepWeeks", options.KeepWeeks);
        json.WriteBoolean("dryRun", options.DryRun);
        json.WriteBoolean("removed", report.Removed);
        json.WriteNumber("rows", report.Rows);
        json.WriteString("from", report.From?.ToString());
        json.WriteString("until", report.Until?.ToString());
        json.WriteStartArray("notComplete");
        foreach (Week week in report.Uncounted)
        {
            json.WriteNumberValue(week.Number);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Weeks(IReadOnlyList<Week> weeks) =>
        $"{(weeks.Count == 1 ? "week" : "weeks")} {string.Join(", ", weeks.Select(week => $"{week} ({week.Monday})"))}";
}
