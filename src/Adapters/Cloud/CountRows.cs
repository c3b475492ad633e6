using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Counts as rows of a table, in two forms. Day tallies, which only this program reads, come as pages of about a thousand counts. Week
/// totals, which anybody may read with the account's own tools, come as one row for each bucket.
/// </summary>
internal static class CountRows
{
    /// <summary>The column of a page.</summary>
    public const string PageColumn = "Page";

    /// <summary>The column that tells how many pages follow a row whose texts are not shown as they are.</summary>
    private const string PagesColumn = "Pages";

    /// <summary>Longest text in a column of its own.</summary>
    private const int MaxCharacters = 4_000;

    /// <summary>The rows of a day's counts.</summary>
    public static IEnumerable<TableEntity> OfDay(IEnumerable<BucketCount> counts)
    {
        var pages = new CountPages();
        foreach (BucketCount count in counts)
        {
            pages.Write(count);
            while (pages.Bytes >= CountPages.PageBytes)
            {
                yield return Page(pages);
            }
        }

        if (pages.Bytes > 0)
        {
            yield return Page(pages);
        }
    }

    /// <summary>The counts of a day's rows.</summary>
    public static async IAsyncEnumerable<BucketCount> ReadDayAsync(
        IAsyncEnumerable<TableEntity> rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = new CountPages();
        await foreach (TableEntity row in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            pages.Append(row.GetBinary(PageColumn));
            while (pages.TryRead(out BucketCount? count))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return count;
            }
        }
    }

    /// <summary>
    /// The rows of a week's counts. A bucket with a text that a column cannot hold is shown without it, and kept in pages after its row.
    /// </summary>
    public static async IAsyncEnumerable<TableEntity> OfWeekAsync(
        IAsyncEnumerable<BucketCount> counts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (BucketCount count in counts.WithCancellation(cancellation).ConfigureAwait(false))
        {
            var pages = new CountPages();
            if (!IsPlain(count.Bucket))
            {
                pages.Write(count);
            }

            yield return Row(count, (pages.Bytes + CountPages.PageBytes - 1) / CountPages.PageBytes);
            while (pages.Bytes > 0)
            {
                yield return Page(pages);
            }
        }
    }

    /// <summary>The counts of a week's rows.</summary>
    public static async IAsyncEnumerable<BucketCount> ReadWeekAsync(
        IAsyncEnumerable<TableEntity> rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = new CountPages();
        await foreach (TableEntity row in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            if (row.GetBinary(PageColumn) is { } page)
            {
                pages.Append(page);
                if (pages.TryRead(out BucketCount? whole))
                {
                    yield return whole;
                }
            }
            else if (row.GetInt32(PagesColumn) is null)
            {
                yield return Count(row);
            }
        }
    }

    private static TableEntity Page(CountPages pages) => new() { [PageColumn] = pages.TakePage() };

    private static TableEntity Row(BucketCount count, int pages)
    {
        Bucket bucket = count.Bucket;
        var row = new TableEntity
        {
            ["Hits"] = count.Hits,
            ["OsName"] = Shown(bucket.OsName),
            ["OsVersion"] = Shown(bucket.OsVersion),
            ["OsVariant"] = Shown(bucket.OsVariant),
            ["OsArch"] = Shown(bucket.OsArch),
            ["SysAge"] = bucket.SysAge,
            ["RepoTag"] = Shown(bucket.RepoTag),
            ["RepoArch"] = Shown(bucket.RepoArch),
        };
        if (pages > 0)
        {
            row[PagesColumn] = pages;
        }

        return row;
    }

    private static BucketCount Count(TableEntity row) => new(
        new Bucket(
            row.GetString("OsName"),
            row.GetString("OsVersion"),
            row.GetString("OsVariant"),
            row.GetString("OsArch"),
            row.GetInt64("SysAge") ?? 0,
            row.GetString("RepoTag"),
            row.GetString("RepoArch")),
        row.GetInt64("Hits") ?? 0);

    private static bool IsPlain(Bucket bucket) => IsPlain(bucket.OsName) && IsPlain(bucket.OsVersion) && IsPlain(bucket.OsVariant)
        && IsPlain(bucket.OsArch) && IsPlain(bucket.RepoTag) && IsPlain(bucket.RepoArch);

    /// <summary>Whether a column holds a text as it is: not too long, no control characters, no halves of characters.</summary>
    private static bool IsPlain(string text) =>
        text.Length <= MaxCharacters && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF');

    private static string Shown(string text) => IsPlain(text) ? text : "";
}
