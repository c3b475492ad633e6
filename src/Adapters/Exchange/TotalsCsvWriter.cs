using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.Time;

namespace Countme.Adapters.Exchange;

/// <summary>Writes rows of totals as the existing system's CSV.</summary>
/// <param name="csv">Where to.</param>
/// <param name="isExact">
/// True to write text as it is; false to put an apostrophe before what a spreadsheet would take for a formula.
/// </param>
internal sealed class TotalsCsvWriter(CsvRecordWriter csv, bool isExact)
{
    private Week? _week;
    private string _start = "";
    private string _end = "";
    private byte[] _guarded = new byte[256];

    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["week_start", "week_end", "hits", "os_name", "os_version", "os_variant", "os_arch", "sys_age", "repo_tag", "repo_arch"];

    /// <summary>Writes the line of names.</summary>
    public void Header() => csv.Header(Columns);

    /// <summary>Writes a row.</summary>
    public void Write(TotalsRow row)
    {
        Week(row.Week);
        csv.Field(row.Count.Hits);
        Text(row.Count.Bucket.OsName);
        Text(row.Count.Bucket.OsVersion);
        Text(row.Count.Bucket.OsVariant);
        Text(row.Count.Bucket.OsArch);
        csv.Field(row.Count.Bucket.SysAge);
        Text(row.Count.Bucket.RepoTag);
        Text(row.Count.Bucket.RepoArch);
        csv.EndRecord();
    }

    /// <summary>Writes a row whose columns are those of a totals database, in its order, without making strings of them.</summary>
    public void Write(SqliteStatement row)
    {
        Week(new Week((int)row.Int64(1)));
        csv.Field(row.Int64(0));
        for (int column = 2; column <= 5; column++)
        {
            Text(row.Utf8(column));
        }

        csv.Field(row.Utf8(6));
        Text(row.Utf8(7));
        Text(row.Utf8(8));
        csv.EndRecord();
    }

    private void Week(Week week)
    {
        if (_week != week)
        {
            _week = week;
            _start = week.Monday.ToString();
            _end = week.Sunday.ToString();
        }

        csv.Field(_start);
        csv.Field(_end);
    }

    private void Text(string text) => csv.Field(!isExact && text.Length > 0 && IsFormula(text[0]) ? $"'{text}" : text);

    private void Text(ReadOnlySpan<byte> utf8)
    {
        if (isExact || utf8.IsEmpty || !IsFormula((char)utf8[0]))
        {
            csv.Field(utf8);
            return;
        }

        if (_guarded.Length <= utf8.Length)
        {
            _guarded = new byte[utf8.Length + 1];
        }

        _guarded[0] = (byte)'\'';
        utf8.CopyTo(_guarded.AsSpan(1));
        csv.Field(_guarded.AsSpan(0, utf8.Length + 1));
    }

    private static bool IsFormula(char first) => first is '=' or '+' or '-' or '@';
}
