using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Countme.Adapters.Exchange;
using Countme.Cli.Counting;
using Countme.Cli.Exchange;
using Countme.Cli.Running;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme import</c>: takes over files of the existing system.</summary>
internal sealed class ImportVerb
{
    private const int RowsBetweenReports = 10_000;

    private readonly Terminal _terminal;
    private readonly Argument<string> _file = new("file")
    {
        HelpName = "FILE",
        Description = "A raw.db, totals.db or totals.csv; its contents tell which.",
    };

    private readonly Option<string> _site = SharedOptions.Site();
    private readonly Option<string> _data = SharedOptions.Data();
    private readonly Option<bool> _raw = SharedOptions.Flag("--raw", "Read raw rows from a database that has both tables.");
    private readonly Option<bool> _totals = SharedOptions.Flag("--totals", "Read totals from a database that has both tables.");
    private readonly Option<string> _hosts = SharedOptions.Choice(
        "--hosts",
        "How addresses of raw rows are kept: as pseudonyms of one day, or plain, so that they can be exported again. Default: pseudonyms.",
        "pseudonyms", "plain");

    private readonly Option<bool> _noWait = SharedOptions.NoWait();
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private ImportVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new ImportVerb(terminal);
        var command = new VerbCommand(
            "import",
            "take over raw.db, totals.db or totals.csv from mirrors-countme\n"
                + "So a site moves over with its history. Imported weeks stay until logs cover all their days; weeks that were counted "
                    + "from logs are left "
                + "alone. Raw rows are totalled at once; rows that are there already count once. countme publish writes the public files.",
            ("import totals.db --site mirrors.fedoraproject.org --data data", "Takes over all weeks that were published before."),
            ("import raw.db --site mirrors.fedoraproject.org --data data", "Takes over the requests of the running week as well."));
        command.Add(verb._file);
        return command
            .With(verb._site, verb._data, verb._raw, verb._totals, verb._hosts, verb._noWait, verb._json, verb._quiet)
            .Does(verb.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(_file);
        FileKind kind = FileKinds.OfContent(path, parsed.GetValue(_raw), parsed.GetValue(_totals));
        var write = new WriteOptions(parsed.GetValue(_noWait), Workers: 1);
        using LocalData data = await LocalData.OpenForWritingAsync(
            parsed.GetRequiredValue(_data), mustExist: false, write, _terminal, cancellation);
        Site site = SharedOptions.SiteOf(parsed, _site);
        if (kind == FileKind.RawDatabase)
        {
            await ImportRawAsync(parsed, data, site, path, cancellation);
        }
        else
        {
            ImportTotalsReport report = await new ImportTotals(data.Stores.Totals).RunAsync(
                site,
                () => kind == FileKind.TotalsCsv
                    ? TotalsCsvFile.ReadAsync(path, cancellation)
                    : TotalsDatabaseFile.ReadAsync(path, cancellation),
                cancellation);
            Tell(parsed, site, report);
        }

        return ExitCode.Ok;
    }

    private async Task ImportRawAsync(ParseResult parsed, LocalData data, Site site, string path, CancellationToken cancellation)
    {
        var load = new LoadOptions { PlainHosts = parsed.GetValue(_hosts) == "plain" };
        var progress = new RowProgress(_terminal, "imported", parsed.GetValue(_quiet));
        ImportReport imported = await new ImportRawRows(data.Stores.RawDb, load).RunAsync(
            site, RecordsAsync(path, progress, cancellation), cancellation);
        var options = new CountOptions
        {
            Until = Station.Totals,
            ReadsLogs = false,
            Load = load,
            Today = new LogDay(DateOnly.FromDateTime(_terminal.Time.GetUtcNow().UtcDateTime)),
        };
        CountReport counted = await CountWatcher.RunAsync(
            _terminal, parsed.GetValue(_quiet), watcher => new CountSite(data.Stores, options, watcher).RunAsync(site, [], cancellation));
        Tell(parsed, site, imported, counted);
    }

    private static async IAsyncEnumerable<RawRecord> RecordsAsync(
        string path, RowProgress progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long rows = 0;
        await foreach (RawRow row in RawDatabaseFile.ReadAsync(path, cancellation))
        {
            if (++rows % RowsBetweenReports == 0)
            {
                progress.Report(rows);
            }

            yield return new RawRecord(
                row.Timestamp,
                row.Host,
                new Bucket(row.OsName, row.OsVersion, row.OsVariant, row.OsArch, row.SysAge, row.RepoTag, row.RepoArch));
        }
    }

    private void Tell(ParseResult parsed, Site site, ImportReport imported, CountReport counted)
    {
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("site", site.Name);
                json.WriteNumber("rows", imported.Rows);
                json.WriteNumber("days", imported.Days.Count);
                json.WriteNumber("daysTallied", counted.DaysTallied);
                json.WriteNumber("weeksTotalled", counted.WeeksTotalled);
                json.WriteEndObject();
            });
        }
        else if (!parsed.GetValue(_quiet))
        {
            _terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{imported.Rows:N0} raw rows of {imported.Days.Count:N0} UTC days; {counted.DaysTallied:N0} days tallied, "
                    + $"{counted.WeeksTotalled:N0} weeks totalled"));
        }
    }

    private void Tell(ParseResult parsed, Site site, ImportTotalsReport report)
    {
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("site", site.Name);
                json.WriteNumber("rows", report.Rows);
                json.WriteNumber("weeksImported", report.Imported.Count);
                json.WriteNumber("weeksUnchanged", report.Unchanged.Count);
                json.WriteStartArray("weeksCountedFromLogs");
                foreach (Week week in report.Counted)
                {
                    json.WriteNumberValue(week.Number);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else if (!parsed.GetValue(_quiet))
        {
            _terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Rows:N0} rows; {report.Imported.Count:N0} weeks imported, {report.Unchanged.Count:N0} unchanged"));
            if (report.Counted.Count > 0)
            {
                _terminal.Out.WriteLine(
                    $"Left alone, counted from logs: {string.Join(", ", report.Counted.Select(week => $"{week} ({week.Monday})"))}");
            }
        }
    }
}
