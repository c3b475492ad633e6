using System.Globalization;
using System.Text;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Model;

/// <summary>Weekly totals as the rules are written, from all rows at once.</summary>
internal static class ModelTotals
{
    private const long FirstCountmeWeek = 2614;
    private const long WeekSeconds = 604_800;
    private const long DaySeconds = 86_400;
    private const long Epoch = 345_600;

    /// <summary>The lines of totals.csv, sorted.</summary>
    public static byte[] SortedCsv(IReadOnlySet<ModelRow> rows)
    {
        var records = Countme(rows).Concat(Unique(rows)).Select(line => Record(
            [
                Date(line.Week, 0), Date(line.Week, 6), Text(line.Hits), line.Row.OsName, line.Row.OsVersion, line.Row.OsVariant,
                line.Row.OsArch, Text(line.Row.SysAge), line.Row.RepoTag, line.Row.RepoArch,
            ]));
        const string Header = "week_start,week_end,hits,os_name,os_version,os_variant,os_arch,sys_age,repo_tag,repo_arch\r\n";
        return SortedLines.Of(Encoding.UTF8.GetBytes(Header + string.Concat(records)));
    }

    /// <summary>The lines of the raw rows' CSV, sorted.</summary>
    public static byte[] SortedRawCsv(IReadOnlySet<ModelRow> rows)
    {
        var records = rows.Select(row => Record(
            [
                Text(row.Timestamp), row.Host, row.OsName, row.OsVersion, row.OsVariant, row.OsArch, Text(row.SysAge), row.RepoTag,
                row.RepoArch,
            ]));
        const string Header = "timestamp,host,os_name,os_version,os_variant,os_arch,sys_age,repo_tag,repo_arch\r\n";
        return SortedLines.Of(Encoding.UTF8.GetBytes(Header + string.Concat(records)));
    }

    private static IEnumerable<(long Week, ModelRow Row, int Hits)> Countme(IEnumerable<ModelRow> rows)
    {
        ModelRow[] counted = [.. rows.Where(row => row.SysAge >= 0)];
        foreach (long week in CompleteWeeks(counted, FirstCountmeWeek))
        {
            foreach (var bucket in counted
                .Where(row => WeekOf(row.Timestamp) == week)
                .GroupBy(row => row with { Timestamp = 0, Host = "" }))
            {
                yield return (week, bucket.Key, bucket.Count());
            }
        }
    }

    private static IEnumerable<(long Week, ModelRow Row, int Hits)> Unique(IEnumerable<ModelRow> rows)
    {
        foreach (long week in CompleteWeeks([.. rows.Where(row => row.SysAge < 0)], 0))
        {
            var hosts = rows.Where(row => WeekOf(row.Timestamp) == week)
                .Select(row => row with { Timestamp = Floor(row.Timestamp, DaySeconds), SysAge = -1 }).Distinct();
            foreach (var bucket in hosts.GroupBy(row => row with { Timestamp = 0, Host = "" }))
            {
                yield return (week, bucket.Key, bucket.Count());
            }
        }
    }

    private static IEnumerable<long> CompleteWeeks(ModelRow[] rows, long firstWeek)
    {
        if (rows.Length == 0)
        {
            yield break;
        }

        long end = Math.Max(WeekOf(rows.Max(row => row.Timestamp) - 600), firstWeek);
        for (long week = Math.Max(WeekOf(rows.Min(row => row.Timestamp)), firstWeek); week < end; week++)
        {
            yield return week;
        }
    }

    private static long WeekOf(long timestamp) => Floor(timestamp - Epoch, WeekSeconds);

    private static long Floor(long dividend, long divisor) => (long)Math.Floor((decimal)dividend / divisor);

    private static string Date(long week, int day) =>
        DateTime.UnixEpoch
            .AddSeconds(Epoch + (week * WeekSeconds) + (day * DaySeconds))
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Record(string?[] fields) => string.Join(',', fields.Select(Quoted)) + "\r\n";

    private static string Quoted(string? field) =>
        field!.IndexOfAny([',', '"', '\r', '\n']) < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
