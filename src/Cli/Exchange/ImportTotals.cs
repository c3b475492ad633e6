using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Countme.Adapters.Exchange;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Cli.Exchange;

/// <summary>What <see cref="ImportTotals"/> did.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Imported">Weeks that were taken over, in order.</param>
/// <param name="Unchanged">Weeks that were imported before with the same counts.</param>
/// <param name="Counted">Weeks that were left alone because they were counted from logs.</param>
internal sealed record ImportTotalsReport(
    long Rows, IReadOnlyList<Week> Imported, IReadOnlyList<Week> Unchanged, IReadOnlyList<Week> Counted);

/// <summary>
/// Takes over the totals of another system. Rows of a week may stand anywhere in a file (the old CSV has all weeks of one series
/// before those of the other), so it is read once to see how large each week is, then once for each batch of weeks that fits memory.
/// </summary>
/// <param name="totals">Where the weeks go.</param>
internal sealed class ImportTotals(ITotals totals)
{
    /// <summary>Rows held at a time; about 200 bytes each.</summary>
    private const long BatchRows = 500_000;

    /// <summary>Imports weeks. A second call with the same rows changes nothing.</summary>
    /// <param name="site">The site.</param>
    /// <param name="read">Reads the file from its start.</param>
    /// <param name="cancellation">Stops between weeks; weeks imported so far stay.</param>
    public async Task<ImportTotalsReport> RunAsync(Site site, Func<IAsyncEnumerable<TotalsRow>> read, CancellationToken cancellation)
    {
        var sizes = new SortedDictionary<Week, long>();
        await foreach (TotalsRow row in read().WithCancellation(cancellation))
        {
            sizes[row.Week] = sizes.GetValueOrDefault(row.Week) + 1;
        }

        var known = (await totals.ListWeeksAsync(site, cancellation)).ToDictionary(week => week.Week);
        Week[] counted = [.. sizes.Keys.Where(week => known.TryGetValue(week, out WeekTotals? there) && !there.IsImported)];
        var imported = new List<Week>();
        var unchanged = new List<Week>();
        foreach (HashSet<Week> batch in Batches(sizes, counted))
        {
            foreach ((Week week, Dictionary<Bucket, long> counts) in await ReadAsync(read, batch, cancellation))
            {
                bool isNew = await ImportAsync(site, week, counts, known.GetValueOrDefault(week), cancellation);
                (isNew ? imported : unchanged).Add(week);
            }
        }

        return new ImportTotalsReport(sizes.Values.Sum(), imported, unchanged, counted);
    }

    private static List<HashSet<Week>> Batches(SortedDictionary<Week, long> sizes, Week[] counted)
    {
        var batches = new List<HashSet<Week>>();
        long rows = BatchRows;
        foreach ((Week week, long size) in sizes.Where(week => !counted.Contains(week.Key)))
        {
            if (batches.Count == 0 || rows + size > BatchRows)
            {
                batches.Add([]);
                rows = 0;
            }

            batches[^1].Add(week);
            rows += size;
        }

        return batches;
    }

    /// <summary>Reads some weeks; equal buckets of one week are added up.</summary>
    private static async Task<SortedDictionary<Week, Dictionary<Bucket, long>>> ReadAsync(
        Func<IAsyncEnumerable<TotalsRow>> read, HashSet<Week> weeks, CancellationToken cancellation)
    {
        var found = new SortedDictionary<Week, Dictionary<Bucket, long>>();
        await foreach (TotalsRow row in read().WithCancellation(cancellation))
        {
            if (!weeks.Contains(row.Week))
            {
                continue;
            }

            if (!found.TryGetValue(row.Week, out Dictionary<Bucket, long>? counts))
            {
                found.Add(row.Week, counts = []);
            }

            counts[row.Count.Bucket] = counts.GetValueOrDefault(row.Count.Bucket) + row.Count.Hits;
        }

        return found;
    }

    private async Task<bool> ImportAsync(
        Site site, Week week, Dictionary<Bucket, long> counts, WeekTotals? before, CancellationToken cancellation)
    {
        BucketCount[] sorted = [.. counts.Select(count => new BucketCount(count.Key, count.Value))];
        Array.Sort(sorted, (left, right) => Compare(left.Bucket, right.Bucket));
        string fingerprint = FingerprintOf(sorted);
        if (before is not null && before.Fingerprint == fingerprint)
        {
            return false;
        }

        var imported = new WeekTotals
        {
            Site = site,
            Week = week,
            IsCountmeComplete = sorted.Any(count => count.Series == Series.Countme),
            IsUniqueComplete = sorted.Any(count => count.Series == Series.Unique),
            Revision = 1,
            Source = "imported",
            Fingerprint = fingerprint,
            MissingDays = [],
            IsPartial = false,
            IsImported = true,
            Version = before?.Version,
        };
        await totals.ReplaceWeekAsync(imported, sorted.ToAsyncEnumerable(), cancellation);
        return true;
    }

    private static string FingerprintOf(BucketCount[] counts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BucketCount count in counts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{count}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static int Compare(Bucket left, Bucket right)
    {
        int order = string.CompareOrdinal(left.OsName, right.OsName);
        order = order != 0 ? order : string.CompareOrdinal(left.OsVersion, right.OsVersion);
        order = order != 0 ? order : string.CompareOrdinal(left.OsVariant, right.OsVariant);
        order = order != 0 ? order : string.CompareOrdinal(left.OsArch, right.OsArch);
        order = order != 0 ? order : string.CompareOrdinal(left.RepoTag, right.RepoTag);
        order = order != 0 ? order : string.CompareOrdinal(left.RepoArch, right.RepoArch);
        return order != 0 ? order : left.SysAge.CompareTo(right.SysAge);
    }
}
