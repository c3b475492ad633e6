using System.CommandLine;
using System.Text.Json;
using Countme.Cli.Reading;
using Countme.Cli.Remote;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme backfill</c>: has a pipeline count a range of days again.</summary>
internal sealed class BackfillVerb
{
    private const string Good = "finished";

    private static readonly string[] EndStates = [Good, "failed", "stopped"];

    private readonly Terminal _terminal;
    private readonly ApiOptions _api = new();
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();
    private readonly Option<int> _timeout = Waiting.Timeout();
    private readonly Option<bool> _wait = SharedOptions.Flag(
        "--wait", "Wait until it has ended, and say how far it is. Exit code 4 when it failed, was stopped, or the time is over.");

    private readonly Argument<string> _id = new("id") { HelpName = "ID", Description = "The backfill, as start named it." };

    private readonly Option<string> _site = SharedOptions.Site();
    private readonly Option<string> _from = ApiOptions.Date("--from", "First log day.", isRequired: true);
    private readonly Option<string> _to = ApiOptions.Date("--to", "Last log day.", isRequired: true);
    private readonly Option<bool> _force = SharedOptions.Flag("--force", "Load days again although nothing changed.");
    private readonly Option<string> _steps = new("--steps")
    {
        HelpName = "STEPS",
        Description = "What is done, with commas: combine, rawdb, totals, publish. Default: all.",
    };

    private readonly Option<int> _parallel = SharedOptions.Number(
        "--parallel", "N", "Days at a time, 1 to 16. Default: what the pipeline is set to.", 1, 16, 1);
    private readonly Option<bool> _dryRun = SharedOptions.Flag("--dry-run", "Only tell which days would be counted.");

    private BackfillVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new VerbCommand(
        "backfill",
        "have a pipeline count a range of days again: start, show, stop\n" + ApiOptions.Note,
        ("backfill start --site mirrors.fedoraproject.org --from 2025-10-01 --to 2025-10-31 --wait", "Repairs a month."),
        ("backfill show ID", "Tells how far it is."))
    {
        new BackfillVerb(terminal).Start(),
        new BackfillVerb(terminal).Show(),
        new BackfillVerb(terminal).Stop(),
    };

    private VerbCommand Start()
    {
        VerbCommand command = new VerbCommand(
            "start",
            "start a backfill, or find the same one if it was started\n"
                + "Days that are right already are left alone unless --force is given. " + ApiOptions.Note,
            ("backfill start --site mirrors.fedoraproject.org --from 2025-10-01 --to 2025-10-31 --dry-run", "Tells which days have logs."))
            .With(_site, _from, _to, _force, _steps, _parallel, _dryRun, _wait, _timeout);
        return Common(command).Checked(result =>
        {
            if (string.CompareOrdinal(result.GetValue(_from), result.GetValue(_to)) > 0)
            {
                result.AddError("--from is after --to; exchange them.");
            }
        }).Does(StartAsync);
    }

    private VerbCommand Show()
    {
        var command = new VerbCommand(
            "show", "show how far a backfill is, day by day\n" + ApiOptions.Note, ("backfill show ID", "Tells how far it is."));
        command.Add(_id);
        return Common(command.With(_wait, _timeout)).Does(async (parsed, cancellation) =>
        {
            using PipelineApi api = _api.Open(parsed, _terminal);
            return await ShowAsync(api, parsed, parsed.GetRequiredValue(_id), cancellation);
        });
    }

    private VerbCommand Stop()
    {
        var command = new VerbCommand(
            "stop", "stop a backfill; days that were counted stay counted\n" + ApiOptions.Note, ("backfill stop ID", "Stops it."));
        command.Add(_id);
        return Common(command).Does(async (parsed, cancellation) =>
        {
            using PipelineApi api = _api.Open(parsed, _terminal);
            Tell(parsed, await api.DeleteAsync(PathOf(parsed.GetRequiredValue(_id)), cancellation));
            return ExitCode.Ok;
        });
    }

    private VerbCommand Common(VerbCommand command)
    {
        _api.AddTo(command);
        return command.With(_json, _quiet);
    }

    private async Task<ExitCode> StartAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using PipelineApi api = _api.Open(parsed, _terminal);
        JsonElement answer = await api.PostAsync("backfills", json => WriteRequest(parsed, json), cancellation);
        if (!parsed.GetValue(_wait) || parsed.GetValue(_dryRun))
        {
            Tell(parsed, answer);
            return ExitCode.Ok;
        }

        string id = answer.Text("id")
            ?? throw new RefusedException("The answer names no backfill: that is another service. Correct --api.");
        return await ShowAsync(api, parsed, id, cancellation);
    }

    private void WriteRequest(ParseResult parsed, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("site", parsed.GetRequiredValue(_site));
        json.WriteString("from", parsed.GetRequiredValue(_from));
        json.WriteString("to", parsed.GetRequiredValue(_to));
        json.WriteBoolean("force", parsed.GetValue(_force));
        json.WriteBoolean("dryRun", parsed.GetValue(_dryRun));
        if (parsed.GetResult(_parallel) is { Implicit: false })
        {
            json.WriteNumber("parallel", parsed.GetValue(_parallel));
        }

        if (parsed.GetValue(_steps) is { } steps)
        {
            json.WriteStartArray("steps");
            foreach (string step in steps.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                json.WriteStringValue(step);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private async Task<ExitCode> ShowAsync(PipelineApi api, ParseResult parsed, string id, CancellationToken cancellation)
    {
        JsonElement answer = default;
        async Task<(string Words, bool IsEnd)> AskAsync(CancellationToken stop)
        {
            answer = await api.GetAsync(PathOf(id), stop);
            return (Words(answer), EndStates.Contains(answer.Text("status")));
        }

        if (!parsed.GetValue(_wait))
        {
            await AskAsync(cancellation);
            Tell(parsed, answer);
            return ExitCode.Ok;
        }

        bool isEnd = await new Waiting(_terminal).UntilAsync(AskAsync, parsed.GetValue(_timeout), parsed.GetValue(_quiet), cancellation);
        Tell(parsed, answer);
        if (!isEnd)
        {
            _terminal.Warn($"The time is over; the backfill goes on. Ask again: countme backfill show {id}");
        }

        return answer.Text("status") == Good ? ExitCode.Ok : ExitCode.Incomplete;
    }

    /// <summary>How far it is: the number of days of each kind.</summary>
    private static string Words(JsonElement answer)
    {
        var days = answer.List("days").GroupBy(day => day.Text("progress")).Select(group => $"{group.Count()} {group.Key}");
        return $"{answer.Text("status")}: {string.Join(", ", days)}";
    }

    private void Tell(ParseResult parsed, JsonElement answer)
    {
        if (parsed.GetValue(_json))
        {
            ApiOptions.WriteJson(answer, _terminal);
        }
        else if (!parsed.GetValue(_quiet))
        {
            Write(answer);
        }
    }

    private void Write(JsonElement answer)
    {
        string state = answer.Text("status") ?? answer.Text("started") switch
        {
            "true" => "started",
            "false" => "runs already",
            _ => "would count the days that have logs",
        };
        _terminal.Out.WriteLine(TerminalText.Escaped($"{answer.Text("id")}: {state}"));
        if (answer.List("days").Any())
        {
            new StatusView(_terminal).WriteDays(answer.List("days"), isBackfill: true);
        }
        else if (answer.List("plan").Any())
        {
            var table = new PlainTable("log day", ">uploads", "state", "would");
            foreach (JsonElement day in answer.List("plan"))
            {
                table.Add(day.Cell("day"), day.Number("uploads"), day.Cell("state"), day.Cell("would"));
            }

            table.Write(_terminal);
        }
    }

    private static string PathOf(string id) => $"backfills/{Uri.EscapeDataString(id)}";
}
