using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Countme.Cli.Remote;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme status</c>: how a pipeline is, and how far its days are.</summary>
internal sealed class StatusVerb
{
    private const int UsualDays = 14;

    private readonly Terminal _terminal;
    private readonly Option<string> _site = SharedOptions.Site(
        isRequired: false, "Show this site, its days and logs that were set aside. Default: all sites, without days.");
    private readonly Option<string> _from = ApiOptions.Date("--from", $"First log day to show. Default: {UsualDays} days before the last.");
    private readonly Option<string> _to = ApiOptions.Date("--to", "Last log day to show. Default: today.");
    private readonly Option<bool> _wait = SharedOptions.Flag(
        "--wait", "Wait until every log day of --from to --to is counted; --site, --from and --to must be given. Exit code 4 when a day "
            + "failed or the time is over, and for nothing else.");

    private readonly Option<int> _timeout = Waiting.Timeout();
    private readonly ApiOptions _api = new();
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private StatusVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new StatusVerb(terminal).Create();

    private VerbCommand Create()
    {
        VerbCommand command = new VerbCommand(
            "status",
            "show how a pipeline is: newest logs and weeks, what is missing, states of days\n"
                + "Exit code 4 when something is late or missing. " + ApiOptions.Note,
            ("status", "Newest log and newest complete week of each site and host, and what is missing."),
            ("status --site mirrors.fedoraproject.org --from 2025-10-07 --to 2025-10-28 --wait", "Waits until those days are counted."))
            .With(_site, _from, _to, _wait, _timeout);
        _api.AddTo(command);
        return command.With(_json, _quiet).Checked(Check).Does(RunAsync);
    }

    private void Check(CommandResult result)
    {
        if (result.GetValue(_wait) && (result.GetValue(_site) is null || result.GetValue(_from) is null || result.GetValue(_to) is null))
        {
            result.AddError("--wait was given without --site, --from and --to; name the days to wait for.");
        }
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using PipelineApi api = _api.Open(parsed, _terminal);
        string? site = parsed.GetValue(_site);
        bool isWaiting = parsed.GetValue(_wait);
        bool isCounted = !isWaiting || await WaitAsync(api, parsed, cancellation);
        JsonElement health = await api.GetAsync("health", cancellation);
        JsonElement[] sites = [.. health.List("sites").Where(one => site is null || one.Text("site") == site)];
        JsonElement? days = site is null ? null : await api.GetAsync(DaysPath("days", parsed, site), cancellation);
        JsonElement? aside = site is null
            ? null
            : await api.GetAsync(DaysPath("uploads", parsed, site, ("state", "setAside")), cancellation);
        if (parsed.GetValue(_json))
        {
            WriteJson(sites, days, aside);
        }
        else if (!parsed.GetValue(_quiet))
        {
            Write(sites, days, aside);
        }

        bool isLate = !isWaiting && sites.Any(one => one.List("problems").Any());
        return isCounted && !isLate ? ExitCode.Ok : ExitCode.Incomplete;
    }

    private void Write(JsonElement[] sites, JsonElement? days, JsonElement? aside)
    {
        var view = new StatusView(_terminal);
        view.WriteSites(sites);
        if (days is { } known)
        {
            _terminal.Out.WriteLine();
            view.WriteDays(known.List("days"), isBackfill: false);
            view.WriteSetAside(aside!.Value.List("uploads"));
        }
    }

    private async Task<bool> WaitAsync(PipelineApi api, ParseResult parsed, CancellationToken cancellation)
    {
        string path = DaysPath("days", parsed, parsed.GetRequiredValue(_site));
        int wanted = DateOf(parsed.GetRequiredValue(_to)).DayNumber - DateOf(parsed.GetRequiredValue(_from)).DayNumber + 1;
        int failed = 0;
        bool isEnd = await new Waiting(_terminal).UntilAsync(
            async stop =>
            {
                var states = (await api.GetAsync(path, stop)).List("days").Select(day => day.Text("state")).ToList();
                int counted = states.Count(state => state == "counted");
                failed = states.Count(state => state == "failed");
                string failures = failed > 0 ? $", {failed} failed" : "";
                return ($"{counted} of {wanted} days counted{failures}", counted + failed >= wanted);
            },
            parsed.GetValue(_timeout),
            parsed.GetValue(_quiet),
            cancellation);
        if (!isEnd)
        {
            _terminal.Warn(
                $"The time is over: not all of the {wanted} days were counted. See the states of the days, or give a longer --timeout.");
        }

        return isEnd && failed == 0;
    }

    private string DaysPath(string what, ParseResult parsed, string site, params ReadOnlySpan<(string, string?)> more)
    {
        DateOnly to = parsed.GetValue(_to) is { } last ? DateOf(last) : DateOnly.FromDateTime(_terminal.Time.GetUtcNow().UtcDateTime);
        DateOnly from = parsed.GetValue(_from) is { } first ? DateOf(first) : to.AddDays(-UsualDays);
        return ApiOptions.Query(what, [("site", site), ("from", TextOf(from)), ("to", TextOf(to)), .. more]);
    }

    private void WriteJson(JsonElement[] sites, JsonElement? days, JsonElement? aside) => JsonOutput.Write(_terminal.Out, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sites");
        Array.ForEach(sites, site => site.WriteTo(json));
        json.WriteEndArray();
        if (days is { } known)
        {
            json.WriteStartArray("days");
            foreach (JsonElement day in known.List("days"))
            {
                day.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteStartArray("setAside");
            foreach (JsonElement upload in aside!.Value.List("uploads"))
            {
                upload.WriteTo(json);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static DateOnly DateOf(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string TextOf(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
