using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Core.Publish;

/// <summary>What is wanted of a week's counts.</summary>
/// <param name="Series">The series.</param>
/// <param name="Filter">The buckets.</param>
/// <param name="Fields">The fields that tell groups apart, in order.</param>
/// <param name="Top">Most groups to show; 0 for all.</param>
/// <param name="IsExact">Whether hostile text is shown as it is.</param>
public sealed record GroupQuery(Series Series, BucketFilter Filter, IReadOnlyList<BucketField> Fields, int Top, bool IsExact);

/// <summary>A week's counts in groups, the largest first.</summary>
/// <param name="Rows">The groups that are shown: the value of each field, and the hits.</param>
/// <param name="GroupCount">All groups.</param>
/// <param name="Hits">Hits of all groups.</param>
public sealed record GroupedCounts(IReadOnlyList<(string[] Values, long Hits)> Rows, int GroupCount, long Hits)
{
    /// <summary>Groups counts; holds one number for each group.</summary>
    public static async Task<GroupedCounts> ReadAsync(IAsyncEnumerable<BucketCount> counts, GroupQuery query, CancellationToken cancellation)
    {
        var groups = new Dictionary<string[], long>(new ValuesComparer());
        long total = 0;
        await foreach (BucketCount count in counts.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Bucket bucket = query.IsExact ? count.Bucket : MaskedText.Of(count.Bucket);
            if (count.Series == query.Series && query.Filter.Fits(bucket))
            {
                string[] values = [.. query.Fields.Select(field => field.Of(bucket))];
                groups[values] = groups.GetValueOrDefault(values) + count.Hits;
                total += count.Hits;
            }
        }

        var sorted = groups.Select(group => (Values: group.Key, Hits: group.Value)).ToList();
        sorted.Sort((left, right) => left.Hits != right.Hits ? right.Hits.CompareTo(left.Hits) : Compare(left.Values, right.Values));
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
