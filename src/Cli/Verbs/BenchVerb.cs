using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Countme.Cli.Bench;
using Countme.Cli.Reading;
using Countme.Cli.Running;
using Countme.Cli.Sample;

namespace Countme.Cli.Verbs;

/// <summary><c>countme bench</c>: how fast whole commands are on this machine.</summary>
internal sealed class BenchVerb
{
    private const string SampleSite = "mirrors.fedoraproject.org";
    private const double Mega = 1e6;

    private readonly Terminal _terminal;
    private readonly MeasuredProcess _process;
    private readonly Option<string> _log = new("--log")
    {
        HelpName = "FILE",
        Description = "A log to measure with, plain. Default: a sample, the same on every machine.",
    };

    private readonly Option<ByteSize?> _size = SampleVerb.SizeOption(
        "--size",
        "Text of the sample, such as 1GB; 1MB or more. Default: 200MB.");

    private readonly Option<int> _rounds = SharedOptions.Number(
        "--rounds",
        "N",
        "Rounds that are measured, 1 to 100, after one that is not. Default: 5.",
        1,
        100,
        5);

    private readonly Option<int> _workers = SharedOptions.Workers();
    private readonly Option<string> _phases = new("--phases")
    {
        HelpName = "NAMES",
        Description = $"What to measure, with commas: {string.Join(',', BenchPlan.Phases)}. Default: all; combine needs the sample.",
    };

    private readonly Option<bool> _noTools = SharedOptions.Flag(
        "--no-tools",
        "Do not run grep, gzip, xz and zstd for comparison. Default: those that are there.");

    private readonly Option<string> _work = new("--work")
    {
        HelpName = "DIR",
        Description = "Where a folder for samples and results is made and removed. Default: the system's temporary folder.",
    };

    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private BenchVerb(Terminal terminal)
    {
        _terminal = terminal;
        _process = new MeasuredProcess(terminal.Time);
        _phases.Validators.Add(result =>
        {
            foreach (string name in NamesOf(result.Tokens.SingleOrDefault()?.Value).Where(name => !BenchPlan.Phases.Contains(name)))
            {
                result.AddError($"--phases has \"{name}\"; expected, with commas between them: {string.Join(", ", BenchPlan.Phases)}.");
            }
        });
    }

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new BenchVerb(terminal);
        return new VerbCommand(
            "bench",
            "measure how fast logs are read, loaded, combined and counted here\n"
                + "Runs each phase as a command of its own, start-up included, and tools that read the same bytes for comparison: "
                + "grep -c countme= on the "
                + "plain log, gzip, xz and zstd -dc on compressed ones. \"× tool\" above 1 means faster than that tool.",
            ("bench", "Measures with a sample of 200 MB."),
            ("bench --size 2GB --rounds 9 --phases parse,load --json", "Larger, some phases only, for a program."),
            ("bench --log /srv/logs/day.log", "Measures with a log of your own."))
            .With(verb._log, verb._size, verb._rounds, verb._workers, verb._phases, verb._noTools, verb._work, verb._json, verb._quiet)
            .Does(verb.RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string? given = parsed.GetValue(_log);
        if (given is not null && !File.Exists(given))
        {
            throw new RefusedException($"{Path.GetFullPath(given)} is not there or not a file; a plain log is needed. Correct --log.");
        }

        string work = Path.Join(parsed.GetValue(_work) ?? Path.GetTempPath(), $"countme-bench-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(work);
        try
        {
            BenchInputs inputs = given is null
                ? await MakeSampleAsync(work, parsed, cancellation)
                : new BenchInputs(TargetOf(given), null, work, SampleSite, parsed.GetValue(_workers));
            string[] phases = parsed.GetValue(_phases) is { } named ? NamesOf(named) : [.. BenchPlan.Phases];
            var cases = BenchPlan.OfPhases(inputs, phases, !parsed.GetValue(_noTools)).ToList();
            if (!parsed.GetValue(_noTools) && phases.Contains("parse"))
            {
                cases.AddRange(await MakeTwinsAsync(inputs, parsed, cancellation));
            }

            var results = await MeasureAsync(cases, parsed, cancellation);
            long lines = await LinesAsync(inputs, cancellation);
            Tell(parsed, results, new FileInfo(inputs.LogPath).Length, lines);
            return ExitCode.Ok;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>The file itself: gzip, xz and zstd refuse links.</summary>
    private static string TargetOf(string path) =>
        Path.GetFullPath(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    private async Task<BenchInputs> MakeSampleAsync(string work, ParseResult parsed, CancellationToken cancellation)
    {
        Say(parsed, "making sample logs");
        var options = new SampleOptions
        {
            OutputFolder = Path.Join(work, "log"),
            Layout = SampleLayout.Combined,
            Sites = [SampleSite],
            Days = 1,
            Size = parsed.GetValue(_size) ?? new ByteSize(200_000_000),
        };
        await SampleLogs.RunAsync(options, progress: null, cancellation);
        string log = Directory.GetFiles(options.OutputFolder, "*", SearchOption.AllDirectories).Single();
        string tree = Path.Join(work, "tree");
        await SampleLogs.RunAsync(options with { OutputFolder = tree, Layout = SampleLayout.Tree }, progress: null, cancellation);
        return new BenchInputs(log, tree, work, SampleSite, parsed.GetValue(_workers));
    }

    private async Task<List<BenchCase>> MakeTwinsAsync(BenchInputs inputs, ParseResult parsed, CancellationToken cancellation)
    {
        var cases = new List<BenchCase>();
        foreach ((string path, IReadOnlyList<string> command) in BenchPlan.Twins(inputs))
        {
            Say(parsed, $"compressing with {command[0]}");
            await _process.RunAsync(command, path, cancellation);
            cases.AddRange(BenchPlan.OfTwin(inputs, path));
        }

        return cases;
    }

    /// <summary>All cases in turn, round by round, so that whatever else the machine does meets all of them.</summary>
    private async Task<List<BenchResult>> MeasureAsync(List<BenchCase> cases, ParseResult parsed, CancellationToken cancellation)
    {
        int rounds = parsed.GetValue(_rounds);
        var runs = cases.ToDictionary(one => one, _ => new List<Measured>());
        for (int round = 0; round <= rounds; round++)
        {
            Say(parsed, round == 0 ? "warming up" : $"round {round} of {rounds}");
            foreach (BenchCase one in cases)
            {
                if (one.Folder is not null && Directory.Exists(one.Folder))
                {
                    Directory.Delete(one.Folder, recursive: true);
                }

                Measured measured = await _process.RunAsync(one.Command, outputPath: null, cancellation);
                if (round > 0)
                {
                    runs[one].Add(measured);
                }
            }
        }

        return [.. cases.Select(one => new BenchResult(one, runs[one]))];
    }

    private async Task<long> LinesAsync(BenchInputs inputs, CancellationToken cancellation)
    {
        Measured parsed = await _process.RunAsync([.. BenchPlan.Self, "parse", inputs.LogPath], outputPath: null, cancellation);
        using JsonDocument counts = JsonDocument.Parse(parsed.Output);
        return counts.RootElement.GetProperty("lines").GetInt64();
    }

    private void Tell(ParseResult parsed, List<BenchResult> results, long bytes, long lines)
    {
        if (parsed.GetValue(_json))
        {
            WriteJson(results, bytes, lines, parsed.GetValue(_rounds));
            return;
        }

        _terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes / Mega:N0} MB of text, {lines:N0} lines, {Environment.ProcessorCount} cores, "
                + $"{RuntimeInformation.FrameworkDescription}, {parsed.GetValue(_rounds)} rounds"));
        _terminal.Out.WriteLine();
        var table = new PlainTable("what", ">MB/s", ">million lines/s", ">s min", ">s median", ">s max", ">peak MB", ">× tool", "tool");
        foreach (BenchResult result in results)
        {
            double? ratio = RatioOf(result, results);
            table.Add(
                result.Case.Name,
                (bytes / Mega / result.MedianSeconds).ToString("N0", CultureInfo.InvariantCulture),
                (lines / Mega / result.MedianSeconds).ToString("N2", CultureInfo.InvariantCulture),
                result.MinSeconds.ToString("N3", CultureInfo.InvariantCulture),
                result.MedianSeconds.ToString("N3", CultureInfo.InvariantCulture),
                result.MaxSeconds.ToString("N3", CultureInfo.InvariantCulture),
                result.PeakBytes is { } peak ? (peak / Mega).ToString("N0", CultureInfo.InvariantCulture) : null,
                ratio?.ToString("N2", CultureInfo.InvariantCulture),
                result.Case.Baseline);
        }

        table.Write(_terminal);
    }

    private void WriteJson(List<BenchResult> results, long bytes, long lines, int rounds) => JsonOutput.Write(_terminal.Out, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("lines", lines);
        json.WriteNumber("rounds", rounds);
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteStartArray("results");
        foreach (BenchResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Case.Name);
            json.WriteNumber("megabytesPerSecond", Math.Round(bytes / Mega / result.MedianSeconds, 1));
            json.WriteNumber("linesPerSecond", Math.Round(lines / result.MedianSeconds));
            json.WriteNumber("minSeconds", Math.Round(result.MinSeconds, 4));
            json.WriteNumber("medianSeconds", Math.Round(result.MedianSeconds, 4));
            json.WriteNumber("maxSeconds", Math.Round(result.MaxSeconds, 4));
            WriteNumber("peakBytes", result.PeakBytes, json);
            json.WriteString("tool", result.Case.Baseline);
            WriteNumber("timesTool", RatioOf(result, results) is { } ratio ? Math.Round(ratio, 3) : null, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteNumber(string name, double? number, Utf8JsonWriter json)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static double? RatioOf(BenchResult result, List<BenchResult> results) =>
        results.FirstOrDefault(other => other.Case.Name == result.Case.Baseline)?.MedianSeconds / result.MedianSeconds;

    private static string[] NamesOf(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private void Say(ParseResult parsed, string what)
    {
        if (!parsed.GetValue(_quiet))
        {
            _terminal.Error.WriteLine(what);
        }
    }
}
