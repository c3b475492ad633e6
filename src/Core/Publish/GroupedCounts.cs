using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Core.Publish;

/// <summary>What is wanted of a week's counts.</summary>
/// <param name="Series">The series, one or both; each gets a column of its own.</param>
/// <param name="Filter">The buckets.</param>
/// <param name="Fields">The fields that tell groups apart, in order.</param>
/// <param name="Top">Most groups to show; 0 for all.</param>
/// <param name="IsExact">Whether hostile text is shown as it is.</param>
public sealed record GroupQuery(IReadOnlyList<Series> Series, BucketFilter Filter, IReadOnlyList<BucketField> Fields, int Top, bool IsExact)
{
    /// <summary>
    /// How the column of a series is called: <c>hits</c> as in the published files, and <c>hosts</c> beside it with both series.
    /// </summary>
    public IReadOnlyList<string> Columns =>
        Series.Count == 1 ? ["hits"] : [.. Series.Select(series => series == Totals.Series.Countme ? "hits" : "hosts")];

    /// <summary>The fields that a row of some series can have: hosts have no age.</summary>
    public static IReadOnlyList<BucketField> FieldsOf(IReadOnlyList<Series> series, IReadOnlyList<BucketField> fields) =>
        series.Contains(Totals.Series.Unique) ? [.. fields.Where(field => field != BucketField.Age)] : fields;
}

/// <summary>A week's counts in groups, the largest first.</summary>
/// <param name="Rows">The groups that are shown: the value of each field, and the hits of each series.</param>
/// <param name="GroupCount">All groups.</param>
/// <param name="Hits">Hits of all groups, of each series.</param>
public sealed record GroupedCounts(IReadOnlyList<(string[] Values, long[] Hits)> Rows, int GroupCount, IReadOnlyList<long> Hits)
{
    /// <summary>Groups counts; holds one row of numbers for each group. The largest groups of the first series come first.</summary>
    public static async Task<GroupedCounts> ReadAsync(
        IAsyncEnumerable<BucketCount> counts, GroupQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(query);
        var groups = new Dictionary<string[], long[]>(new ValuesComparer());
        long[] total = new long[query.Series.Count];
        Series[] series = [.. query.Series];
        await foreach (BucketCount count in counts.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Bucket bucket = query.IsExact ? count.Bucket : MaskedText.Of(count.Bucket);
            int column = Array.IndexOf(series, count.Series);
            if (column >= 0 && query.Filter.Fits(bucket))
            {
                string[] values = [.. query.Fields.Select(field => field.Of(bucket))];
                if (!groups.TryGetValue(values, out long[]? hits))
                {
                    groups.Add(values, hits = new long[series.Length]);
                }

                hits[column] += count.Hits;
                total[column] += count.Hits;
            }
        }

        var sorted = groups.Select(group => (Values: group.Key, Hits: group.Value)).ToList();
        sorted.Sort((left, right) =>
            right.Hits.AsSpan().SequenceCompareTo(left.Hits) is var order and not 0 ? order : Compare(left.Values, right.Values));
        return new GroupedCounts(query.Top == 0 ? sorted : [.. sorted.Take(query.Top)], sorted.Count, total);
    }

    private static int Compare(string[] left, string[] right)
    {
        int order = 0;
        for (int i = 0; i < left.Length && order == 0; i++)
        {
            order = string.CompareOrdinal(left[i], right[i]);
        }

        return order;
    }

    private sealed class ValuesComparer : IEqualityComparer<string[]>
    {
        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] obj)
        {
            var hash = default(HashCode);
            foreach (string value in obj)
            {
                hash.Add(value, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
