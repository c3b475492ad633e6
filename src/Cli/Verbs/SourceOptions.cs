using System.CommandLine;
using System.CommandLine.Parsing;
using Countme.Cli.Counting;
using Countme.Cli.Running;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary>What the verbs that read logs have in common: which logs, and how they are read.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string[]> _files = new("files")
    {
        HelpName = "FILE",
        Description = "Logs to read, plain or compressed. The day of each is the one in its path or name (yyyy/MM/dd, yyyyMMdd), else "
            + "that of its first line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _logs = new("--logs")
    {
        HelpName = "DIR",
        Description = "A folder with logs at {host}/{yyyy}/{MM}/{dd}/[http/]{site}-access.log, with .gz, .xz, .zst or .bz2 behind it if "
            + "compressed.",
    };

    private readonly Option<string> _site = SharedOptions.Site(
        isRequired: false, "The site to read. Default: every site found below --logs; with FILE it must be named.");

    private readonly Option<string> _hosts = SharedOptions.Choice(
        "--hosts",
        "How addresses are kept: as pseudonyms of one day, whose key is deleted when the raw data goes, or plain, for exchange with "
            + "mirrors-countme. "
            + "Days that were loaded the other way are loaded again. Default: pseudonyms.",
        "pseudonyms",
        "plain");

    private readonly Option<bool> _keepsDuplicates = SharedOptions.Flag(
        "--no-dup-check", "Count equal requests of one second each time. Default: they count once.");

    private readonly Option<bool> _force = SharedOptions.Flag(
        "--force",
        "Load the days of the named logs again although nothing changed, and publish again.");

    /// <summary>Adds the argument and options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="isLoading">Whether the verb goes as far as loading.</param>
    public void AddTo(VerbCommand command, bool isLoading)
    {
        command.Add(_files);
        command.With(_logs, _site);
        if (isLoading)
        {
            command.With(_hosts, _keepsDuplicates, _force);
        }

        command.Validators.Add(result => Check(result));
    }

    /// <summary>Finds the logs.</summary>
    public LogSources Find(ParseResult parsed, CancellationToken cancellation)
    {
        string? site = parsed.GetValue(_site);
        return LogSources.Find(parsed.GetValue(_logs), parsed.GetValue(_files) ?? [], site is null ? null : new Site(site), cancellation);
    }

    /// <summary>How to count them.</summary>
    public CountOptions Apply(ParseResult parsed, CountOptions options) => options with
    {
        Force = parsed.GetValue(_force),
        Load = options.Load with { PlainHosts = parsed.GetValue(_hosts) == "plain", KeepDuplicates = parsed.GetValue(_keepsDuplicates) },
    };

    private void Check(CommandResult result)
    {
        string? mistyped = result.GetResult(_files)?.Tokens.Select(token => token.Value).FirstOrDefault(SharedOptions.LooksLikeOption);
        if (mistyped is not null)
        {
            result.AddError(SharedOptions.NoOption(mistyped));
            return;
        }

        bool hasTree = result.GetResult(_logs) is not null;
        bool hasFiles = result.GetResult(_files) is { Tokens.Count: > 0 };
        if (hasTree == hasFiles)
        {
            result.AddError(hasTree ? "Both --logs and FILE were given; name one of them." : "No log was named; give --logs DIR or FILE.");
        }
        else if (hasFiles && result.GetResult(_site) is null)
        {
            result.AddError("FILE was given without --site; name the site that the files belong to.");
        }
    }
}
