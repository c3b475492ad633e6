using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Countme.Cli.Running;
using Countme.Cli.Sample;

namespace Countme.Cli.Verbs;

/// <summary><c>countme sample</c>: makes logs to try things with.</summary>
internal sealed class SampleVerb
{
    private readonly Terminal _terminal;
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "The folder to write to; made if missing.",
        Required = true,
    };

    private readonly Option<string> _layout = SharedOptions.Choice(
        "--layout",
        "How files lie: proxy01/2025/10/07/http/SITE-access.log for each proxy, or 2025/10/07/SITE-access.log as after the merge. "
        + "Default: tree.",
        "tree", "combined");

    private readonly Option<string> _sites = new("--sites")
    {
        HelpName = "SITES",
        Description = "Sites, with commas. Default: mirrors.fedoraproject.org,mirrors.centos.org.",
    };

    private readonly Option<int> _proxies = SharedOptions.Number("--proxies", "N", "Proxies of a tree, 1 to 999. Default: 3.", 1, 999, 3);
    private readonly Option<int> _days = SharedOptions.Number(
        "--days", "N", "Days of data, 1 to 3660; 8 days from a Monday complete one week. Default: 8.", 1, 3660, 8);

    private readonly Option<DateOnly?> _start = new("--start")
    {
        HelpName = "DATE",
        Description = "First day of data as yyyy-MM-dd; its files lie under the day after. Default: 2025-10-06, a Monday.",
        CustomParser = ReadDate,
    };

    private readonly Option<ByteSize?> _size = SizeOption("--size", "Log text to write in all, such as 20MB or 1.5GiB; at least 16 KiB "
        + "for each file. Default: 100MB.");

    private readonly Option<long> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Number the sample grows from; the same one gives the same bytes. Default: 1.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double?> _rate = new("--lines-per-second")
    {
        HelpName = "N",
        Description = "Lines a second in each file, above 0 to 1000000. Default: 370 for combined; for a tree the size is spread over "
            + "the whole day.",
        CustomParser = result => ReadNumber(result, "--lines-per-second"),
    };

    private readonly Option<double?> _odd = new("--odd")
    {
        HelpName = "SHARE",
        Description = "Share of odd lines: bad times, escapes, bytes that are no UTF-8; 0 to 1. Default: 0.001.",
        CustomParser = result => ReadNumber(result, "--odd"),
    };

    private readonly Option<string> _compression = SharedOptions.Choice(
        "--compression",
        "Plain files, gzip, or both in turn. Default: none.",
        "none",
        "gzip",
        "mixed");

    private readonly Option<int> _workers = SharedOptions.Number(
        "--workers",
        "N",
        "Files written at a time, 1 to 64. Default: one for each core.",
        1,
        64,
        Math.Clamp(Environment.ProcessorCount, 1, 64));

    private readonly Option<bool> _force = SharedOptions.Flag(
        "--force",
        "Write into a folder that holds something already; files of the same name are replaced.");

    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private SampleVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new SampleVerb(terminal);
        return new VerbCommand(
            "sample",
            "write sample access logs\n"
                + "No real data: addresses belong to no one. The same options give the same bytes on every machine.",
            ("sample --out logs", "Eight days of two sites from three proxies, 100 MB."),
            ("sample --out big --layout combined --days 1 --sites mirrors.fedoraproject.org --size 1GB", "One large log."),
            ("sample --out logs --days 22 --compression mixed --seed 7", "Three complete weeks, half of the files as gzip."))
            .With(verb._out, verb._layout, verb._sites, verb._proxies, verb._days, verb._start, verb._size, verb._seed)
            .With(verb._rate, verb._odd, verb._compression, verb._workers, verb._force, verb._json, verb._quiet)
            .Does(verb.RunAsync);
    }

    /// <summary>An option with a size in bytes.</summary>
    public static Option<ByteSize?> SizeOption(string name, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (ByteSize.TryParse(text, out ByteSize size))
            {
                return size;
            }

            result.AddError($"{name} is \"{text}\"; a number with KB, MB, GB, KiB, MiB or GiB is expected, such as 20MB.");
            return null;
        },
    };

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        SampleOptions options = OptionsOf(parsed);
        try
        {
            options.Validate();
        }
        catch (SampleRefusedException exception)
        {
            throw new RefusedException(exception.Message, ExitCode.Usage);
        }

        var progress = new ByteProgress(_terminal, options.Size.Bytes);
        SampleReport report = await progress.RunAsync(parsed.GetValue(_quiet), () => SampleLogs.RunAsync(options, progress, cancellation));
        Tell(parsed, report, options);
        return ExitCode.Ok;
    }

    private SampleOptions OptionsOf(ParseResult parsed)
    {
        var usual = new SampleOptions { OutputFolder = parsed.GetRequiredValue(_out) };
        return usual with
        {
            Layout = parsed.GetValue(_layout) == "combined" ? SampleLayout.Combined : SampleLayout.Tree,
            Sites = parsed.GetValue(_sites)?.Split(',', StringSplitOptions.TrimEntries) ?? usual.Sites,
            Proxies = parsed.GetValue(_proxies),
            Days = parsed.GetValue(_days),
            Start = parsed.GetValue(_start) ?? usual.Start,
            Size = parsed.GetValue(_size) ?? usual.Size,
            Seed = parsed.GetValue(_seed),
            LinesPerSecond = parsed.GetValue(_rate),
            OddShare = parsed.GetValue(_odd) ?? usual.OddShare,
            Compression = Enum.Parse<SampleCompression>(parsed.GetValue(_compression)!, ignoreCase: true),
            Workers = parsed.GetValue(_workers),
            Force = parsed.GetValue(_force),
        };
    }

    private void Tell(ParseResult parsed, SampleReport report, SampleOptions options)
    {
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteString("folder", Path.GetFullPath(options.OutputFolder));
                json.WriteNumber("files", report.Files);
                json.WriteNumber("lines", report.Lines);
                json.WriteNumber("bytes", report.Bytes);
                json.WriteNumber("storedBytes", report.StoredBytes);
                json.WriteEndObject();
            });
        }
        else if (!parsed.GetValue(_quiet))
        {
            _terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Files:N0} files, {report.Lines:N0} lines, {report.Bytes:N0} bytes of text, "
                    + $"{report.StoredBytes:N0} bytes stored"));
        }
    }

    private static DateOnly? ReadDate(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date;
        }

        result.AddError($"--start is \"{text}\"; a date as yyyy-MM-dd is expected.");
        return null;
    }

    private static double? ReadNumber(ArgumentResult result, string name)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        result.AddError($"{name} is \"{text}\"; a number such as 0.5 is expected.");
        return null;
    }
}
