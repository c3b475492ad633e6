using System.CommandLine;
using Countme.Adapters.Disk;
using Countme.Cli.Counting;
using Countme.Cli.Running;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary>What the verbs that run the chain have in common: the data folder, how much is said, and the run itself.</summary>
/// <param name="terminal">The outside.</param>
/// <param name="until">The last station.</param>
internal sealed class CountingVerb(Terminal terminal, Station until)
{
    private readonly Option<string> _data = SharedOptions.Data();
    private readonly Option<bool> _exact = SharedOptions.Exact();
    private readonly Option<int> _workers = SharedOptions.Workers();
    private readonly Option<bool> _noWait = SharedOptions.NoWait();
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    /// <summary>Makes a verb that reads logs.</summary>
    public VerbCommand ReadingLogs(VerbCommand command)
    {
        var source = new SourceOptions();
        source.AddTo(command, isLoading: until >= Station.RawDb);
        AddTo(command);
        return command.Does(async (parsed, cancellation) =>
        {
            LogSources sources = source.Find(parsed, cancellation);
            if (sources.Sites.Sum(site => site.Logs.Count) == 0)
            {
                await RefuseUnlessKnownAsync(sources, parsed.GetRequiredValue(_data), cancellation);
            }

            return await RunAsync(parsed, sources, source.Apply(parsed, OptionsOf(parsed)), mustExist: false, cancellation);
        });
    }

    /// <summary>Makes a verb that begins with the raw parts that are there.</summary>
    public VerbCommand WithoutLogs(VerbCommand command)
    {
        Option<string> site = SharedOptions.Site();
        command.Add(site);
        AddTo(command);
        return command.Does((parsed, cancellation) =>
        {
            var sources = new LogSources([(SharedOptions.SiteOf(parsed, site), [])], []);
            return RunAsync(parsed, sources, OptionsOf(parsed) with { ReadsLogs = false }, mustExist: true, cancellation);
        });
    }

    private void AddTo(VerbCommand command)
    {
        command.Add(_data);
        if (until == Station.Publish)
        {
            command.Add(_exact);
        }

        command.With(_workers, _noWait, _json, _quiet);
    }

    private CountOptions OptionsOf(ParseResult parsed) => new()
    {
        Until = until,
        IsExact = parsed.GetValue(_exact),
        Today = new LogDay(DateOnly.FromDateTime(terminal.Time.GetUtcNow().UtcDateTime)),
        Load = new LoadOptions { Workers = parsed.GetValue(_workers) },
    };

    private async Task<ExitCode> RunAsync(
        ParseResult parsed, LogSources sources, CountOptions options, bool mustExist, CancellationToken cancellation)
    {
        var write = new WriteOptions(parsed.GetValue(_noWait), options.Load.Workers);
        using LocalData data = await LocalData.OpenForWritingAsync(
            parsed.GetRequiredValue(_data), mustExist, write, terminal, cancellation);
        if (!options.ReadsLogs)
        {
            await KnownSites.RequireAsync(data.Stores, sources.Sites[0].Site, cancellation);
        }

        bool isQuiet = parsed.GetValue(_quiet);
        var reports = new List<CountReport>();
        await CountWatcher.RunAsync(terminal, isQuiet, async watcher =>
        {
            foreach ((Site site, IReadOnlyList<FoundUpload> logs) in sources.Sites)
            {
                watcher.Plans(site, logs.Sum(log => log.StoredBytes) * options.StationsThatRead);
            }

            foreach ((Site site, IReadOnlyList<FoundUpload> logs) in sources.Sites)
            {
                reports.Add(await new CountSite(data.Stores, options, watcher).RunAsync(site, logs, cancellation));
            }

            return true;
        });
        return Tell(parsed, reports, sources.Problems, isQuiet);
    }

    private ExitCode Tell(ParseResult parsed, List<CountReport> reports, IReadOnlyList<LogFileProblem> problems, bool isQuiet)
    {
        if (parsed.GetValue(_json))
        {
            CountSummary.WriteJson(reports, problems, terminal.Out);
        }
        else if (!isQuiet)
        {
            CountSummary.Write(reports, problems, terminal.Out);
        }

        return problems.Count > 0 || reports.Any(report => report.IsIncomplete) ? ExitCode.Incomplete : ExitCode.Ok;
    }

    /// <summary>No log at all: a mistyped name, unless the site is known and has just no new logs.</summary>
    private static async Task RefuseUnlessKnownAsync(LogSources sources, string path, CancellationToken cancellation)
    {
        if (sources.Sites is [var (site, _)] && File.Exists(new DataDirectory(path).DatabasePath))
        {
            using LocalData data = LocalData.OpenForReading(path);
            await KnownSites.RequireAsync(data.Stores, site, cancellation);
            return;
        }

        string problems = string.Concat(sources.Problems.Select(problem => $" {problem.Path}: {problem.Reason}"));
        throw new RefusedException(
            "No log was found; logs lie at {host}/{yyyy}/{MM}/{dd}/[http/]{site}-access.log below --logs. Name the folder that holds the "
                + "hosts' folders, "
            + $"and check --site.{problems}");
    }
}
