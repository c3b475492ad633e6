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
    /// <summary>Totals a week. A second call with the same tallies does nothing; a change of a complete week makes a new revision.</summary>
    /// <remarks>A week that was imported stays as it is until logs cover all its days.</remarks>
    public async Task<TotalReport> RunAsync(Site site, Week week, CancellationToken cancellation)
    {
        var days = await totals.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        var weeks = await totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false);
        WeekTotals? before = weeks.FirstOrDefault(earlier => earlier.Week == week);
        var calendar = new WeekCalendar(days);
        DayTally[] inWeek = [.. days.Where(day => day.Day.Week == week && day.Rows > 0)];
        if (before is { IsImported: true } && inWeek.Length < 7)
        {
            return new TotalReport(before, DidWork: false);
        }

        if (inWeek.Length == 0)
        {
            await totals.RemoveWeekAsync(site, week, cancellation).ConfigureAwait(false);
            return new TotalReport(null, DidWork: before is not null);
        }

        WeekTotals now = await DescribeAsync(site, week, calendar, inWeek, before, cancellation).ConfigureAwait(false);
        if (before is not null && IsSame(before, now))
        {
            return new TotalReport(before, DidWork: false);
        }

        await totals.ReplaceWeekAsync(now, SumAsync(inWeek, cancellation), cancellation).ConfigureAwait(false);
        return new TotalReport(now, DidWork: true);
    }

    private async Task<WeekTotals> DescribeAsync(
        Site site, Week week, WeekCalendar calendar, DayTally[] inWeek, WeekTotals? before, CancellationToken cancellation)
    {
        bool isCountmeComplete = calendar.IsComplete(week, Series.Countme);
        bool isUniqueComplete = calendar.IsComplete(week, Series.Unique);
        string fingerprint = await FingerprintAsync(SumAsync(inWeek, cancellation)).ConfigureAwait(false);
        CombinedLog[] logs =
        [
            .. (await combined.ListAsync(site, cancellation).ConfigureAwait(false))
                .Where(log => log.Day.Date > week.Monday.Date && log.Day.Date <= week.Sunday.Date.AddDays(1)),
        ];
        bool wasComplete = before?.State == WeekState.Complete;
        bool isComplete = isCountmeComplete || isUniqueComplete;
        return new WeekTotals
        {
            Site = site,
            Week = week,
            IsCountmeComplete = isCountmeComplete,
            IsUniqueComplete = isUniqueComplete,
            Revision = !isComplete ? 0 : !wasComplete ? 1 : before!.Revision + (before.Fingerprint == fingerprint ? 0 : 1),
            Fingerprint = fingerprint,
            MissingDays = calendar.MissingDays(week),
            IsPartial = calendar.IsPartial(week),
            IncompleteLogDays = [.. logs.Where(log => log.IsIncomplete).Select(log => log.Day)],
            MissingHosts = MissingHosts(logs),
        };
    }

    private static MissingHost[] MissingHosts(CombinedLog[] logs)
    {
        static IEnumerable<ProxyHost> HostsOf(CombinedLog log) => log.Inputs.Select(input => input.Host).Concat(log.LeftOut.Select(left => left.Host));
        ProxyHost[] hosts = [.. logs.SelectMany(HostsOf).Distinct().Order()];
        return [.. logs.SelectMany(log => hosts.Except(HostsOf(log)).Select(host => new MissingHost(log.Day, host)))];
    }

    private static bool IsSame(WeekTotals before, WeekTotals now) =>
        before with { MissingDays = [], IncompleteLogDays = [], MissingHosts = [] } == now with { MissingDays = [], IncompleteLogDays = [], MissingHosts = [] }
        && before.MissingDays.SequenceEqual(now.MissingDays)
        && before.IncompleteLogDays.SequenceEqual(now.IncompleteLogDays)
        && before.MissingHosts.SequenceEqual(now.MissingHosts);

    private static async Task<string> FingerprintAsync(IAsyncEnumerable<BucketCount> counts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (BucketCount count in counts.ConfigureAwait(false))
        {
            hash.AppendData(BucketCode.Of(count.Bucket));
            hash.AppendData(BitConverter.GetBytes(count.Hits));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The days' counts added up, in order of the buckets' codes.</summary>
    private async IAsyncEnumerable<BucketCount> SumAsync(DayTally[] days, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var heads = new PriorityQueue<IAsyncEnumerator<BucketCount>, byte[]>(
            Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach (DayTally day in days)
        {
            await AdvanceAsync(heads, totals.ReadDayAsync(day.Site, day.Day, cancellation).GetAsyncEnumerator(cancellation)).ConfigureAwait(false);
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
