using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>What <see cref="TotalWeek"/> did.</summary>
/// <param name="Totals">The week; null when it has no data.</param>
/// <param name="DidWork">False when nothing had changed.</param>
public sealed record TotalReport(WeekTotals? Totals, bool DidWork);

/// <summary>Adds a site's day tallies up to the totals of a week.</summary>
/// <param name="combined">Tells which logs a week lacks.</param>
/// <param name="totals">The day tallies, and where the week goes.</param>
public sealed class TotalWeek(ICombinedLogs combined, ITotals totals)
{
    /// <summary>
    /// Totals a week. A second call with the same tallies does nothing; a change of a complete week makes a new revision.
    /// </summary>
    /// <exception cref="ChangedMeanwhileException">The week or one of its days was replaced while this ran.</exception>
    /// <remarks>A week that was imported stays as it is until logs cover all its days.</remarks>
    public async Task<TotalReport> RunAsync(Site site, Week week, CancellationToken cancellation) =>
        await RunAsync(
            await WeekSources.ReadAsync(site, combined, totals, cancellation).ConfigureAwait(false),
            week, cancellation).ConfigureAwait(false);

    /// <summary>The same with what is known of the site's weeks, for whoever totals many.</summary>
    /// <param name="sources">The site's weeks, read after their days were last tallied.</param>
    /// <param name="week">The week.</param>
    /// <param name="cancellation">Stops the adding and leaves the earlier totals.</param>
    public async Task<TotalReport> RunAsync(WeekSources sources, Week week, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sources);
        WeekTotals? before = sources.Find(week);
        if (!sources.IsStale(week))
        {
            return new TotalReport(before, DidWork: false);
        }

        var inWeek = sources.DaysOf(week);
        if (inWeek.Count == 0)
        {
            await totals.RemoveWeekAsync(sources.Site, week, before?.Version, cancellation).ConfigureAwait(false);
            return new TotalReport(null, DidWork: true);
        }

        string fingerprint = await FingerprintAsync(SumAsync(inWeek, cancellation)).ConfigureAwait(false);
        WeekTotals now = sources.Describe(week) with { Fingerprint = fingerprint };
        now = now with { Revision = RevisionOf(before, now), Version = before?.Version };
        await totals.ReplaceWeekAsync(now, UnchangedAsync(SumAsync(inWeek, cancellation), now), cancellation).ConfigureAwait(false);
        return new TotalReport(now, DidWork: true);
    }

    private static int RevisionOf(WeekTotals? before, WeekTotals now)
    {
        if (now.State == WeekState.Provisional)
        {
            return 0;
        }

        return before is not { State: WeekState.Complete } ? 1 : before.Revision + (before.Fingerprint == now.Fingerprint ? 0 : 1);
    }

    private static async Task<string> FingerprintAsync(IAsyncEnumerable<BucketCount> counts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (BucketCount count in counts.ConfigureAwait(false))
        {
            Append(hash, count);
        }

        return Fingerprint(hash);
    }

    /// <summary>The same counts; throws at their end when a day was replaced since their fingerprint was taken.</summary>
    private static async IAsyncEnumerable<BucketCount> UnchangedAsync(IAsyncEnumerable<BucketCount> counts, WeekTotals week)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (BucketCount count in counts.ConfigureAwait(false))
        {
            Append(hash, count);
            yield return count;
        }

        if (Fingerprint(hash) != week.Fingerprint)
        {
            throw new ChangedMeanwhileException(
                $"A day of {week.Site} in the week of {week.Week.Monday} was tallied again while the week was added up. "
                + "Total the week again.");
        }
    }

    private static void Append(IncrementalHash hash, BucketCount count)
    {
        hash.AppendData(BucketCode.Of(count.Bucket));
        hash.AppendData(BitConverter.GetBytes(count.Hits));
    }

    private static string Fingerprint(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

    /// <summary>The days' counts added up, in order of the buckets' codes.</summary>
    private async IAsyncEnumerable<BucketCount> SumAsync(
        IReadOnlyList<DayTally> days, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var heads = new PriorityQueue<IAsyncEnumerator<BucketCount>, byte[]>(
            Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach (DayTally day in days)
        {
            await AdvanceAsync(
                heads, totals.ReadDayAsync(day.Site, day.Day, cancellation).GetAsyncEnumerator(cancellation)).ConfigureAwait(false);
        }

        BucketCount? sum = null;
        byte[]? sumCode = null;
        while (heads.TryDequeue(out IAsyncEnumerator<BucketCount>? head, out byte[]? code))
        {
            if (sum is not null && code.AsSpan().SequenceEqual(sumCode))
            {
                sum = sum with { Hits = sum.Hits + head.Current.Hits };
            }
            else
            {
                if (sum is not null)
                {
                    yield return sum;
                }

                (sum, sumCode) = (head.Current, code);
            }

            await AdvanceAsync(heads, head).ConfigureAwait(false);
        }

        if (sum is not null)
        {
            yield return sum;
        }
    }

    private static async ValueTask AdvanceAsync(
        PriorityQueue<IAsyncEnumerator<BucketCount>, byte[]> heads, IAsyncEnumerator<BucketCount> head)
    {
        if (await head.MoveNextAsync().ConfigureAwait(false))
        {
            heads.Enqueue(head, BucketCode.Of(head.Current.Bucket));
        }
        else
        {
            await head.DisposeAsync().ConfigureAwait(false);
        }
    }
}
