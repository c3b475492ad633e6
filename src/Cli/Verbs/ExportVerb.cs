using System.CommandLine;
using System.Globalization;
using Countme.Cli.Counting;
using Countme.Cli.Exchange;
using Countme.Cli.Running;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme export</c>: writes files that the existing system reads.</summary>
internal sealed class ExportVerb
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = new("file")
    {
        HelpName = "FILE",
        Description = "The file to write; its name ends in .db or .csv.",
    };

    private readonly Option<string> _site = SharedOptions.Site();
    private readonly Option<string> _data = SharedOptions.Data();
    private readonly Option<bool> _raw = SharedOptions.Flag("--raw", "Write raw rows, as mirrors-countme's parser does. Default for .db.");
    private readonly Option<bool> _totals = SharedOptions.Flag("--totals", "Write the totals of all complete weeks. Default for .csv.");
    private readonly Option<bool> _exact = SharedOptions.Exact(
        "Write text of totals as it is. Default: as it is published. Raw rows are always written as they are.");

    private readonly Option<bool> _force = SharedOptions.Flag("--force", "Replace FILE if it is there.");
    private readonly Option<bool> _noWait = SharedOptions.NoWait();
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private ExportVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new ExportVerb(terminal);
        var command = new VerbCommand(
            "export",
            "write raw.db, totals.db or CSV for mirrors-countme\n"
                + "Raw rows hold addresses only if they were loaded with --hosts plain; else a pseudonym of 32 hexadecimal digits stands "
                    + "for each host "
                + "and day. The file appears when it is whole.",
            ("export raw.db --site mirrors.fedoraproject.org --data data", "All raw rows as a database with the table countme_raw."),
            ("export totals.db --totals --site mirrors.fedoraproject.org --data data", "All complete weeks as a database with the table "
                + "countme_totals."),
            ("export raw.csv --raw --site mirrors.fedoraproject.org --data data", "All raw rows as CSV."));
        command.Add(verb._file);
        command.With(verb._site, verb._data, verb._raw, verb._totals, verb._exact, verb._force, verb._noWait, verb._json, verb._quiet);
        command.Validators.Add(result =>
        {
            if (result.GetResult(verb._raw) is not null && result.GetResult(verb._totals) is not null)
            {
                result.AddError("Both --raw and --totals were given; name one of them.");
            }
        });
        return command.Does(verb.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(_file);
        FileKind kind = FileKinds.OfName(path, parsed.GetValue(_raw), parsed.GetValue(_totals));
        RefuseUnlessFree(path, parsed.GetValue(_force));
        var write = new WriteOptions(parsed.GetValue(_noWait), Workers: 1);
        using LocalData data = await LocalData.OpenForWritingAsync(
            parsed.GetRequiredValue(_data), mustExist: true, write, _terminal, cancellation);
        Site site = SharedOptions.SiteOf(parsed, _site);
        await KnownSites.RequireAsync(data.Stores, site, cancellation);
        var export = new ExportSite(data, new RowProgress(_terminal, "exported", parsed.GetValue(_quiet)));
        bool isRaw = kind is FileKind.RawDatabase or FileKind.RawCsv;
        long? rows = null;
        if (isRaw)
        {
            await WarnOfPseudonymsAsync(data.Stores, site, cancellation);
            rows = await export.WriteRawAsync(site, path, kind, cancellation);
        }
        else
        {
            await export.WriteTotalsAsync(site, path, kind, parsed.GetValue(_exact), cancellation);
        }

        Tell(parsed, site, path, rows);
        return ExitCode.Ok;
    }

    private static void RefuseUnlessFree(string path, bool isForced)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || (File.Exists(full) && !isForced))
        {
            throw new RefusedException($"{full} is there already; a name that is free is needed. Name another file, or give --force to "
                + "replace this one.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new RefusedException($"{Path.GetDirectoryName(full)} is not there or not a folder; FILE is written into a folder that "
                + "exists. Correct FILE.");
        }
    }

    private async Task WarnOfPseudonymsAsync(Stores stores, Site site, CancellationToken cancellation)
    {
        var loaded = await stores.RawDb.ListLoadedAsync(site, cancellation);
        if (loaded.Any(day => !LoadedRules.ArePlain(day)))
        {
            _terminal.Warn(
                "Hosts are pseudonyms for each day, at least in part: they were loaded without --hosts plain. Counts are right; "
                    + "addresses need the logs, "
                + "loaded again with --hosts plain.");
        }
    }

    private void Tell(ParseResult parsed, Site site, string path, long? rows)
    {
        string full = Path.GetFullPath(path);
        long bytes = new FileInfo(full).Length;
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("site", site.Name);
                json.WriteString("file", full);
                json.WriteNumber("bytes", bytes);
                if (rows is { } known)
                {
                    json.WriteNumber("rows", known);
                }

                json.WriteEndObject();
            });
        }
        else if (!parsed.GetValue(_quiet))
        {
            string what = rows is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:N0} rows, ") : "";
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Escaped(full)}: {what}{bytes:N0} bytes"));
        }
    }
}
