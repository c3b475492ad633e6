using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Countme.Adapters.Exchange;
using Countme.Cli.Counting;
using Countme.Cli.Reading;
using Countme.Cli.Running;
using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary><c>countme show</c>: a week's totals.</summary>
internal sealed class ShowVerb
{
    /// <summary>Stands for no field.</summary>
    public const string NoFields = "none";

    private readonly Terminal _terminal;
    private readonly Argument<string> _week = WeekChoice.Argument(isRequired: false);
    private readonly Option<string> _site = SharedOptions.Site();
    private readonly Option<string> _data = SharedOptions.Data();
    private readonly BucketFilterOptions _filters = new();

    private readonly Option<string> _series = SeriesOption();
    private readonly Option<BucketField[]?> _groupBy = GroupBy();
    private readonly Option<int> _top = SharedOptions.Number(
        "--top",
        "N",
        "Most rows to show, the largest first; 0 for all. Default: 20.",
        0,
        int.MaxValue,
        20);

    private readonly Option<bool> _exact = SharedOptions.Exact(
        "Show text as it came. Default: as it is published, where a value with a double quote, a control character or more than 100 "
            + "characters is empty.");

    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<bool> _csv = SharedOptions.Flag("--csv", "Write CSV instead of text.");

    private ShowVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new ShowVerb(terminal).Create();

    /// <summary><c>--group-by FIELDS</c>.</summary>
    public static Option<BucketField[]?> GroupBy() => new("--group-by")
    {
        HelpName = "FIELDS",
        Description = $"Fields that tell rows apart, with commas: {string.Join(',', BucketField.All.Select(field => field.Name))}, or "
            + "none for the sum alone. Default: all.",
        CustomParser = ReadFields,
    };

    /// <summary><c>--series NAME</c>.</summary>
    public static Option<string> SeriesOption() => SharedOptions.Choice(
        "--series",
        "What is counted: requests with a countme value, distinct hosts a day summed over the days, or both side by side. "
        + "Default: countme.",
        "countme",
        "unique",
        "both");

    /// <summary>How a table calls a column.</summary>
    /// <param name="series">The series, by the name that the option has for it.</param>
    public static IReadOnlyList<string> Heads(string series) => series switch
    {
        "unique" => ["unique hosts"],
        "both" => ["hits", "unique hosts"],
        _ => ["hits"],
    };

    private VerbCommand Create()
    {
        var command = new VerbCommand(
            "show",
            "show the totals of a week as a table",
            ("show --site mirrors.fedoraproject.org --data data", "The 20 largest rows of the latest complete week."),
            ("show 2025-10-08 --site mirrors.fedoraproject.org --data data --repo 'fedora-*' --group-by version,arch", "Fedora's systems "
                + "of that week by version and architecture."),
            ("show latest --site mirrors.fedoraproject.org --data data --series unique --top 0 --csv", "All unique hosts of the latest "
                + "week as CSV."));
        command.Add(_week);
        command.With(_site, _data);
        _filters.AddTo(command);
        command.With(_series, _groupBy, _top, _exact, _json, _csv);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_csv))
            {
                result.AddError("Both --json and --csv were given; name one of them.");
            }
        });
        return command.Does(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using LocalData data = LocalData.OpenForReading(parsed.GetRequiredValue(_data));
        Site site = SharedOptions.SiteOf(parsed, _site);
        await KnownSites.RequireAsync(data.Stores, site, cancellation);
        IReadOnlyList<Series> series = parsed.GetValue(_series) switch
        {
            "unique" => [Series.Unique],
            "both" => [Series.Countme, Series.Unique],
            _ => [Series.Countme],
        };
        var weeks = await data.Stores.Totals.ListWeeksAsync(site, cancellation);
        WeekTotals week = WeekChoice.Find(parsed.GetValue(_week) ?? WeekChoice.Latest, weeks, series);
        IReadOnlyList<BucketField> fields = parsed.GetResult(_groupBy) is null ? BucketField.All : parsed.GetValue(_groupBy)!;
        var query = new GroupQuery(
            series,
            _filters.Of(parsed),
            GroupQuery.FieldsOf(series, fields),
            parsed.GetValue(_top),
            parsed.GetValue(_exact));
        var groups = await GroupedCounts.ReadAsync(data.Stores.Totals.ReadWeekAsync(site, week.Week, cancellation), query, cancellation);
        Write(parsed, week, query, groups);
        return ExitCode.Ok;
    }

    private void Write(ParseResult parsed, WeekTotals week, GroupQuery query, GroupedCounts groups)
    {
        if (parsed.GetValue(_json))
        {
            WriteJson(week, query, groups);
        }
        else if (parsed.GetValue(_csv))
        {
            WriteCsv(query, groups);
        }
        else
        {
            WriteTable(week, query, groups, Heads(parsed.GetRequiredValue(_series)));
        }
    }

    private void WriteTable(WeekTotals week, GroupQuery query, GroupedCounts groups, IReadOnlyList<string> heads)
    {
        string state = week.State == WeekState.Complete ? $"complete, revision {week.Revision}" : "provisional";
        _terminal.Out.WriteLine($"{week.Site}, week {week.Week}, {week.Week.Monday} to {week.Week.Sunday}, {state}");
        if (!query.Series.All(week.IsPublished))
        {
            _terminal.Out.WriteLine("This series is not closed yet: later logs will add to it.");
        }

        if (week.MissingDays.Count > 0)
        {
            _terminal.Out.WriteLine($"No data of {string.Join(", ", week.MissingDays)}.");
        }

        if (week.MissingHosts.Count > 0 || week.IncompleteLogDays.Count > 0)
        {
            _terminal.Out.WriteLine("Some hosts' logs are missing; countme weeks says which.");
        }

        _terminal.Out.WriteLine();
        var table = new PlainTable(
            [$">{heads[0]}", ">share", .. heads.Skip(1).Select(head => $">{head}"), .. query.Fields.Select(field => field.Name)]);
        foreach (var (values, hits) in groups.Rows)
        {
            table.Add(
            [
                hits[0].ToString("N0", CultureInfo.InvariantCulture),
                ((double)hits[0] / Math.Max(1, groups.Hits[0])).ToString("P1", CultureInfo.InvariantCulture),
                .. hits.Skip(1).Select(number => number.ToString("N0", CultureInfo.InvariantCulture)),
                .. values.Select(value => value.Length == 0 ? null : value),
            ]);
        }

        table.Write(_terminal);
        var sums = heads.Select((head, i) => string.Create(
            CultureInfo.InvariantCulture, $"{groups.Rows.Sum(row => row.Hits[i]):N0} of {groups.Hits[i]:N0} {head}"));
        _terminal.Out.WriteLine();
        _terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{groups.Rows.Count:N0} of {groups.GroupCount:N0} rows with {string.Join(" and ", sums)}"));
    }

    private void WriteJson(WeekTotals week, GroupQuery query, GroupedCounts groups) => JsonOutput.Write(_terminal.Out, json =>
    {
        json.WriteStartObject();
        json.WriteString("site", week.Site.Name);
        WeekJson.WriteFields(week.Week, week, json);
        json.WriteString("series", query.Series switch { [Series.Countme] => "countme", [Series.Unique] => "unique", _ => "both" });
        json.WriteBoolean("seriesComplete", query.Series.All(week.IsPublished));
        GroupJson.WriteCounts(json, query, groups.Hits);
        json.WriteNumber("groups", groups.GroupCount);
        json.WriteStartArray("rows");
        foreach (var (values, hits) in groups.Rows)
        {
            GroupJson.WriteRow(json, query, values, hits);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteCsv(GroupQuery query, GroupedCounts groups)
    {
        CsvText.WriteRecord(_terminal.Out, [.. query.Columns, .. query.Fields.Select(field => field.Column)], isExact: true);
        foreach (var (values, hits) in groups.Rows)
        {
            // Numbers may begin with a hyphen; only text is guarded.
            CsvText.WriteRecord(
                _terminal.Out, [.. hits.Select(number => number.ToString(CultureInfo.InvariantCulture)), .. values], query.IsExact);
        }
    }

    private static BucketField[]? ReadFields(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var fields = new List<BucketField>();
        foreach (string name in text == NoFields ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (BucketField.All.FirstOrDefault(field => field.Name == name) is { } field && !fields.Contains(field))
            {
                fields.Add(field);
            }
            else
            {
                string known = string.Join(", ", BucketField.All.Select(one => one.Name));
                result.AddError($"--group-by has \"{name}\"; expected, each once and with commas between them: {known}; or {NoFields}.");
                return null;
            }
        }

        return [.. fields];
    }
}
