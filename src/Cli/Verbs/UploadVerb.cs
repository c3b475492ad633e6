using System.CommandLine;
using System.CommandLine.Parsing;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Cli.Running;
using Countme.Cli.Sample;
using Countme.Cli.Uploading;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme upload</c>: what a proxy runs to hand over its logs.</summary>
internal sealed class UploadVerb
{
    private const long LeastBlockBytes = 1 << 16;
    private const long MostBlockBytes = 64 << 20;

    private readonly Terminal _terminal;
    private readonly Option<string> _logs = new("--logs")
    {
        HelpName = "DIR",
        Description = "The folder to look in: dated logs lying flat as SITE-access.log-yyyyMMdd, or logs in folders of their day as "
            + "yyyy/MM/dd/[http/]SITE-access.log; such folders below a host's name as well. With .gz, .xz, .zst or .bz2 behind it if "
            + "compressed. A flat log without a date is being written and is left alone.",
        Required = true,
    };

    private readonly Option<string> _host = new("--host")
    {
        HelpName = "NAME",
        Description = "The machine whose logs these are; of folders of hosts only that one is taken. Default: this machine's name, and "
            + "every folder of a host.",
    };

    private readonly Option<string> _site = SharedOptions.Site(isRequired: false, "The site whose logs are uploaded. Default: every site.");
    private readonly Option<int> _days = SharedOptions.Number(
        "--days", "N", "Look at logs of the last N days, today included; 0 for all. Default: 14, so that a machine that was away "
            + "catches up by itself.", 0, 100_000, 14);

    private readonly Option<string> _account = new("--account")
    {
        HelpName = "NAME",
        Description = "The storage account, for this machine's identity.",
    };

    private readonly Option<string> _endpoint = new("--endpoint")
    {
        HelpName = "URL",
        Description = "The account's Blob endpoint where its name is not enough, as https://ACCOUNT.blob.core.windows.net.",
    };

    private readonly Option<string> _container = new("--container")
    {
        HelpName = "NAME",
        Description = $"The container. Default: {CloudNames.LogsContainer}.",
        DefaultValueFactory = _ => CloudNames.LogsContainer,
    };

    private readonly Option<int> _parallel = SharedOptions.Number("--parallel", "N", "Logs sent at a time, 1 to 16. Default: 4.", 1, 16, 4);
    private readonly Option<int> _retries = SharedOptions.Number(
        "--retries", "N", "How often a request that failed is tried again, with growing pauses; 0 to 20. Default: 5.", 0, 20, 5);

    private readonly Option<ByteSize?> _blockSize = SampleVerb.SizeOption(
        "--block-size", "Size of the blocks that logs are sent in; 64 KiB to 64 MiB. Default: 8MiB.");

    private readonly Option<string> _state = new("--state")
    {
        HelpName = "FILE",
        Description = "Remembers what was uploaded; made if missing. Default: upload.jsonl in $STATE_DIRECTORY, else in countme below "
            + "$XDG_STATE_HOME or ~/.local/state.",
    };

    private readonly Option<bool> _dryRun = SharedOptions.Flag("--dry-run", "Only tell what would be sent.");
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private UploadVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal)
    {
        var verb = new UploadVerb(terminal);
        return new VerbCommand(
            "upload",
            "send a proxy's new logs to the pipeline\n"
                + "Sends what is new by name, size, time and fingerprint, as HOST/yyyy/MM/dd/[http/]SITE-access.log; a log that changed "
                    + "takes the place of the earlier one. A run that was stopped goes on where it was; "
                    + "a log is there whole or not at all. Exit code 4: a log failed or changed while it was read; the next run takes it.\n"
                + "Where to: the environment variable CountmeStorage with a connection string (a key, or a shared access signature); or "
                    + "--account or --endpoint for this machine's identity (managed identity, az login, AZURE_CLIENT_ID "
                    + "and its companions).\n"
                + "Rights: to add blobs is enough. Without the right to list and read, what is there cannot be compared: "
                    + "the file of --state tells what was sent, logs are only added, "
                    + "and one that changed afterwards is reported instead of replaced.",
            ("upload --logs /var/log/httpd --account countmelogs", "A proxy's daily job: sends the rotated logs of the last 14 days."),
            ("upload --logs /var/log/hosts/proxy01 --host proxy01 --days 3", "As the old copying step did, for one host's folder."),
            ("upload --logs out/logs --days 0 --dry-run", "Tells what would be sent of a tree of several hosts' logs."))
            .With(verb._logs, verb._host, verb._site, verb._days, verb._account, verb._endpoint, verb._container)
            .With(verb._parallel, verb._retries, verb._blockSize, verb._state, verb._dryRun, verb._json, verb._quiet)
            .Checked(verb.Check)
            .Does(verb.RunAsync);
    }

    private void Check(CommandResult result)
    {
        string? host = result.GetValue(_host);
        if (host is not null && !ProxyHost.IsValid(host))
        {
            result.AddError($"--host is \"{host}\"; a host is named by letters, digits, '.', '_' and '-', like proxy01. Correct the name.");
        }

        if (result.GetValue(_account) is not null && result.GetValue(_endpoint) is not null)
        {
            result.AddError("Both --account and --endpoint were given; name one of them.");
        }

        if (result.GetValue(_blockSize) is { Bytes: < LeastBlockBytes or > MostBlockBytes })
        {
            result.AddError("--block-size is out of range; 64KiB to 64MiB is expected.");
        }
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        OwnLogSearch search = Find(parsed, cancellation);
        IReadOnlyList<OwnLog> wanted = Wanted(parsed, search);
        BlobContainerClient container = TargetOf(parsed).Open();
        bool isDryRun = parsed.GetValue(_dryRun);
        using UploadMemory memory = UploadMemory.Open(parsed.GetValue(_state) ?? StateFile(), isDryRun);
        int blockBytes = (int)(parsed.GetValue(_blockSize)?.Bytes ?? 8 << 20);
        var upload = new UploadLogs(container, memory, parsed.GetValue(_parallel), blockBytes);
        IReadOnlyList<PlannedUpload> plan = await upload.PlanAsync(wanted, cancellation);
        var progress = new ByteProgress(_terminal, plan.Where(one => one.Decided is null).Sum(one => one.Log.Version.Bytes));
        UploadReport report = isDryRun
            ? upload.Preview(plan)
            : await progress.RunAsync(parsed.GetValue(_quiet), () => upload.RunAsync(plan, progress, cancellation));
        return Tell(parsed, new UploadSummary(report, search, search.Logs.Count - wanted.Count, isDryRun));
    }

    private OwnLogSearch Find(ParseResult parsed, CancellationToken cancellation)
    {
        string? host = parsed.GetValue(_host);
        string machine = Environment.MachineName;
        if (host is null && !ProxyHost.IsValid(machine))
        {
            throw new RefusedException("This machine's name cannot name a host. Give --host.", ExitCode.Usage);
        }

        OwnLogSearch search = OwnLogs.Find(
            parsed.GetRequiredValue(_logs), host is null ? null : new ProxyHost(host), new ProxyHost(host ?? machine), cancellation);
        return search.Logs.Count + search.Skipped.Count + search.Problems.Count > 0 ? search : throw new RefusedException(
            "No log was found; logs lie flat as SITE-access.log-yyyyMMdd or at [HOST/]yyyy/MM/dd/[http/]SITE-access.log below --logs. "
                + "Name that folder, and check --host.");
    }

    private IReadOnlyList<OwnLog> Wanted(ParseResult parsed, OwnLogSearch search)
    {
        string? site = parsed.GetValue(_site);
        int days = parsed.GetValue(_days);
        DateOnly today = DateOnly.FromDateTime(_terminal.Time.GetUtcNow().UtcDateTime);
        return
        [
            .. search.Logs.Where(log => (site is null || log.Site.Name == site)
                && (days == 0 || today.DayNumber - log.Day.Date.DayNumber < days)),
        ];
    }

    private UploadTarget TargetOf(ParseResult parsed) => new()
    {
        Account = parsed.GetValue(_account),
        Endpoint = parsed.GetValue(_endpoint),
        Container = parsed.GetRequiredValue(_container),
        Retries = parsed.GetValue(_retries),
    };

    private ExitCode Tell(ParseResult parsed, UploadSummary summary)
    {
        if (parsed.GetValue(_json))
        {
            summary.WriteJson(_terminal.Out);
        }
        else if (!parsed.GetValue(_quiet))
        {
            summary.Write(_terminal.Out);
        }

        return summary.IsIncomplete ? ExitCode.Incomplete : ExitCode.Ok;
    }

    private static string StateFile()
    {
        const string name = "upload.jsonl";
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } service)
        {
            return Path.Join(service.Split(':')[0], name);
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string below = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
            ? state : Path.Join(home, ".local", "state");
        return Path.Join(below, "countme", name);
    }
}
