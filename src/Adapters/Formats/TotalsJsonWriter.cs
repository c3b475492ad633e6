using System.Text.Json;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Formats;

/// <summary>
/// Writes the weeks of a site as JSON; docs/formats.md describes it. What is not known is null, never zero. The writer's encoder
/// writes everything but plain ASCII, and what could be read as markup, as <c>\u</c> and four digits.
/// </summary>
internal sealed class TotalsJsonWriter : IAsyncDisposable
{
    private const int FlushBytes = 1 << 16;
    private const int DaysPerWeek = 7;

    /// <summary>2020-02-10, when counting began. Gaps before it are not written out: a clock in 1970 would make thousands.</summary>
    private static readonly Week FirstGap = new(2614);

    private static readonly string[] Columns =
        ["hits", "os_name", "os_version", "os_variant", "os_arch", "sys_age", "repo_tag", "repo_arch"];

    private readonly Utf8JsonWriter _json;
    private Week? _previous;

    /// <summary>Begins the document.</summary>
    public TotalsJsonWriter(Stream stream, Site site)
    {
        _json = new Utf8JsonWriter(stream);
        _json.WriteStartObject();
        _json.WriteString("format", "countme-totals");
        _json.WriteNumber("version", 1);
        _json.WriteString("site", site.Name);
        Texts("columns", Columns);
        _json.WriteStartArray("weeks");
    }

    /// <summary>Writes the next week, and before it the weeks without any data since the last one.</summary>
    /// <param name="week">The week; later than the one before.</param>
    /// <param name="database">Holds its counts in <c>merge.Counts</c>.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public async Task WriteAsync(WeekTotals week, SqliteDatabase database, CancellationToken cancellation)
    {
        for (Week gap = GapAfter(_previous); _previous is not null && gap < week.Week; gap = gap.Plus(1))
        {
            WriteGap(gap);
        }

        _previous = week.Week;
        Begin(week.Week);
        _json.WriteString("state", week.State == WeekState.Complete ? "complete" : "provisional");
        _json.WriteNumber("revision", week.Revision);
        _json.WriteBoolean("partial", week.IsPartial);
        _json.WriteBoolean("imported", week.IsImported);
        Texts("missingDays", week.MissingDays.Select(UtcDayText.Of));
        Texts("incompleteLogDays", week.IncompleteLogDays.Select(day => day.ToString()));
        bool hasData = week.MissingDays.Count < DaysPerWeek;
        await SeriesAsync("countme", "SysAge >= 0", week.IsCountmeComplete, hasData, database, cancellation).ConfigureAwait(false);
        await SeriesAsync("unique", "SysAge < 0", week.IsUniqueComplete, hasData, database, cancellation).ConfigureAwait(false);
        _json.WriteEndObject();
    }

    /// <summary>Ends the document.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        await _json.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _json.DisposeAsync();

    private static Week GapAfter(Week? previous)
    {
        Week next = (previous ?? FirstGap).Plus(1);
        return next < FirstGap ? FirstGap : next;
    }

    private void WriteGap(Week week)
    {
        Begin(week);
        _json.WriteString("state", "missing");
        _json.WriteNull("revision");
        _json.WriteNull("partial");
        _json.WriteNull("imported");
        Texts("missingDays", week.Days.Select(UtcDayText.Of));
        Texts("incompleteLogDays", []);
        _json.WriteNull("countme");
        _json.WriteNull("unique");
        _json.WriteEndObject();
    }

    private void Begin(Week week)
    {
        _json.WriteStartObject();
        _json.WriteNumber("week", week.Number);
        _json.WriteString("start", UtcDayText.Of(week.Monday));
        _json.WriteString("end", UtcDayText.Of(week.Sunday));
    }

    private async Task SeriesAsync(
        string name, string condition, bool isComplete, bool hasData, SqliteDatabase database, CancellationToken cancellation)
    {
        _json.WriteStartObject(name);
        _json.WriteBoolean("complete", isComplete);
        if (hasData)
        {
            _json.WriteNumber("hits", database.QueryInt64($"SELECT coalesce(sum(Hits), 0) FROM merge.Counts WHERE {condition}"));
        }
        else
        {
            _json.WriteNull("hits");
        }

        _json.WriteStartArray("rows");
        using SqliteStatement rows = database.Prepare(
            "SELECT Hits, OsName, OsVersion, OsVariant, OsArch, SysAge, RepoTag, RepoArch "
            + $"FROM merge.Counts WHERE {condition} ORDER BY OsName, OsVersion, OsVariant, OsArch, SysAge, RepoTag, RepoArch");
        while (rows.Step())
        {
            Row(rows);
            if (_json.BytesPending >= FlushBytes)
            {
                await _json.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Row(SqliteStatement row)
    {
        _json.WriteStartArray();
        _json.WriteNumberValue(row.Int64(0));
        for (int column = 1; column <= 4; column++)
        {
            _json.WriteStringValue(row.Utf8(column));
        }

        _json.WriteNumberValue(row.Int64(5));
        _json.WriteStringValue(row.Utf8(6));
        _json.WriteStringValue(row.Utf8(7));
        _json.WriteEndArray();
    }

    private void Texts(string name, IEnumerable<string> texts)
    {
        _json.WriteStartArray(name);
        foreach (string text in texts)
        {
            _json.WriteStringValue(text);
        }

        _json.WriteEndArray();
    }
}
