using System.CommandLine;
using System.Text.Json;
using Countme.Cli.Reading;
using Countme.Cli.Remote;
using Countme.Cli.Running;
using Countme.Core.Publish;

namespace Countme.Cli.Verbs;

/// <summary><c>countme totals</c>: a week's totals from a pipeline.</summary>
internal sealed class TotalsVerb
{
    /// <summary>How an answer calls the columns: a single series is always the first.</summary>
    private static readonly string[] Columns = ["hits", "hosts"];

    private readonly Terminal _terminal;
    private readonly Argument<string> _week = WeekChoice.Argument(isRequired: false);
    private readonly Option<string> _site = SharedOptions.Site();
    private readonly BucketFilterOptions _filters = new();
    private readonly Option<string> _series = ShowVerb.SeriesOption();
    private readonly Option<BucketField[]?> _groupBy = ShowVerb.GroupBy();
    private readonly Option<int> _top = SharedOptions.Number(
        "--top", "N", "Most rows of the table, the largest first; 0 for all. Default: 20.", 0, int.MaxValue, 20);

    private readonly Option<string> _format = SharedOptions.Choice(
        "--format", "How the rows are written. Default: table.", "table", "csv", "json");
    private readonly ApiOptions _api = new();

    private TotalsVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new TotalsVerb(terminal).Create();

    private VerbCommand Create()
    {
        var command = new VerbCommand(
            "totals",
            $"show the totals of a week that a pipeline counted\n{ApiOptions.Note}",
            ("totals --site mirrors.fedoraproject.org", "The 20 largest rows of the latest complete week."),
            ("totals 2025-10-08 --site mirrors.fedoraproject.org --group-by version,arch --format csv", "That week by version and "
                + "architecture, as CSV."));
        command.Add(_week);
        command.With(_site);
        _filters.AddTo(command);
        command.With(_series, _groupBy, _top, _format);
        _api.AddTo(command);
        return command.Does(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using PipelineApi api = _api.Open(parsed, _terminal);
        int top = parsed.GetValue(_top);
        var pages = new TotalsPages(api, [.. Parameters(parsed)]);
        switch (parsed.GetValue(_format))
        {
            case "csv":
                await pages.WriteCsvAsync(_terminal.Out, cancellation);
                break;
            case "json":
                ApiOptions.WriteJson(await pages.ReadJsonAsync(cancellation), _terminal);
                break;
            default:
                WriteTable(await pages.ReadJsonAsync(cancellation), ShowVerb.Heads(parsed.GetRequiredValue(_series)), top);
                break;
        }

        return ExitCode.Ok;
    }

    private IEnumerable<(string Name, string? Value)> Parameters(ParseResult parsed)
    {
        yield return ("site", parsed.GetRequiredValue(_site));
        yield return ("week", parsed.GetValue(_week) ?? WeekChoice.Latest);
        yield return ("series", parsed.GetValue(_series) switch { "unique" => "hosts", "both" => "both", _ => "hits" });
        if (parsed.GetResult(_groupBy) is { Implicit: false })
        {
            string fields = string.Join(',', parsed.GetValue(_groupBy)!.Select(field => field.Name));
            yield return ("group_by", fields.Length > 0 ? fields : ShowVerb.NoFields);
        }

        foreach ((BucketField field, string pattern) in _filters.Of(parsed).Patterns)
        {
            yield return (field.Name, pattern);
        }
    }

    private void WriteTable(JsonElement answer, IReadOnlyList<string> heads, int top)
    {
        foreach (JsonElement week in answer.List("weeks"))
        {
            string revision = week.Text("revision") is { } number and not "0" ? $", revision {number}" : "";
            _terminal.Out.WriteLine(TerminalText.Escaped(
                $"{answer.Text("site")}, week {week.Text("week")}, {week.Text("start")} to {week.Text("end")}, "
                + $"{week.Text("state")}{revision}"));
            if (week.Text("seriesComplete") != "true")
            {
                _terminal.Out.WriteLine("This series is not closed yet: later logs will add to it.");
            }

            if (week.Cell("missingDays") is { } days)
            {
                _terminal.Out.WriteLine(TerminalText.Escaped($"No data of {days}."));
            }

            if (week.List("missingHosts").Any())
            {
                _terminal.Out.WriteLine("Some hosts' logs are missing; countme status says which.");
            }

            _terminal.Out.WriteLine();
            WriteRows([.. week.List("rows")], heads, top);
            _terminal.Out.WriteLine();
            var sums = heads.Zip(Columns, (head, column) => $"{week.Number(column) ?? "-"} {head}");
            _terminal.Out.WriteLine($"{week.Number("groups") ?? "-"} rows with {string.Join(" and ", sums)}");
        }
    }

    private void WriteRows(JsonElement[] rows, IReadOnlyList<string> heads, int top)
    {
        BucketField[] fields = [.. BucketField.All.Where(field => rows.Any(row => row.TryGetProperty(field.JsonName, out _)))];
        var table = new PlainTable([.. heads.Select(head => $">{head}"), .. fields.Select(field => field.Name)]);
        foreach (JsonElement row in top == 0 ? rows : rows.Take(top))
        {
            table.Add([.. heads.Zip(Columns, (_, column) => row.Number(column)), .. fields.Select(field => row.Cell(field.JsonName))]);
        }

        table.Write(_terminal);
    }
}
