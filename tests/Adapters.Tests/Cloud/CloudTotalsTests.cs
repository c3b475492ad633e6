using Azure;
using Azure.Data.Tables;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

/// <summary>Tallies and totals when several write at once, die in between, or lose answers.</summary>
public sealed class CloudTotalsTests : IDisposable
{
    private static readonly Week Week = new(2909);

    private readonly CloudStores _stores = new();

    private CloudTotals Totals => new(_stores.Storage);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Replace_StaleVersion_LeavesTheNewer()
    {
        WeekTotals first = await Put(Samples.Week(2909), Counts(5));
        await Put(first with { Revision = 2 }, Counts(6));

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Put(first with { Revision = 9 }, Counts(7)));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Put(Samples.Week(2909, revision: 9), Counts(7)));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Totals.RemoveWeekAsync(Samples.Fedora, Week, first.Version, default));

        Assert.Equal(2, (await Find()).Revision);
        Assert.Equal(Counts(6), await Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Replace_TwoAtOnce_OneOfThemWinsWhole(int earlier)
    {
        WeekTotals? before = earlier > 0 ? await Put(Samples.Week(2909), Counts(earlier)) : null;
        var writers = Enumerable.Range(1, 4).Select(async n =>
        {
            try
            {
                await Totals.ReplaceWeekAsync(
                    Samples.Week(2909, revision: n) with { Version = before?.Version }, Samples.Stream(Counts(100 + n)), default);
                return n;
            }
            catch (ChangedMeanwhileException)
            {
                return 0;
            }
        });

        int winner = Assert.Single(await Task.WhenAll(writers), n => n > 0);
        Assert.Equal(winner, (await Find()).Revision);
        Assert.Equal(Counts(100 + winner), await Read());
        Assert.Equal(earlier + 100 + winner, (await _stores.Rows(CloudNames.WeekTotalsTable)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Replace_DiesBetweenTransactions_LeavesTheEarlierAndItsRowsGoAfterADay(int transactions)
    {
        WeekTotals before = await Put(Samples.Week(2909), Counts(3));
        int seen = 0;
        await using FaultProxy proxy = CloudStores.Before(request =>
            request.Path.Contains("$batch", StringComparison.Ordinal) && ++seen > transactions ? Fault.TearBefore : Fault.None);
        var dying = new CloudTotals(_stores.Behind(proxy));
        await Assert.ThrowsAnyAsync<Exception>(
            () => dying.ReplaceWeekAsync(before with { Revision = 2 }, Samples.Stream(Counts(900)), default));

        Assert.Equal(1, (await Find()).Revision);
        Assert.Equal(Counts(3), await Read());

        WeekTotals after = await Put(before with { Revision = 3 }, Counts(4));
        int left = (await _stores.Rows(CloudNames.WeekTotalsTable)).Count;
        Assert.True(left > 3 + 4, "Rows of a writer that may still be at work were removed.");

        _stores.Time.Add(CloudStorage.LeftoverAge + TimeSpan.FromMinutes(1));
        await Put(after, Counts(5));
        Assert.Equal(4 + 5, (await _stores.Rows(CloudNames.WeekTotalsTable)).Count);
        Assert.Equal(Counts(5), await Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replace_AnswerToTheSwitchLost_IsDoneOnce(bool isFirst)
    {
        WeekTotals before = isFirst ? Samples.Week(2909) : await Put(Samples.Week(2909), Counts(3));
        bool isLost = false;
        await using FaultProxy proxy = CloudStores.Before(request =>
        {
            bool isSwitch = !isLost && request.Path.Contains("Weeks", StringComparison.Ordinal)
                && !request.Path.Contains("writes", StringComparison.Ordinal)
                && (isFirst
                    ? request.Method == "POST" && !request.Path.Contains("$batch", StringComparison.Ordinal)
                    : request.Method is "PUT" or "MERGE" or "PATCH");
            isLost |= isSwitch;
            return isSwitch ? Fault.TearAfter : Fault.None;
        });

        await new CloudTotals(_stores.Behind(proxy)).ReplaceWeekAsync(before with { Revision = 7 }, Samples.Stream(Counts(250)), default);

        Assert.True(isLost, string.Join('\n', proxy.Log));
        Assert.Equal(7, (await Find()).Revision);
        Assert.Equal(Counts(250), await Read());
    }

    [Fact]
    public async Task Read_ReplacedTwice_FailsRatherThanMix()
    {
        WeekTotals week = await Put(Samples.Week(2909), Counts(3000));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(async () =>
        {
            int read = 0;
            await foreach (BucketCount count in Totals.ReadWeekAsync(Samples.Fedora, Week, default))
            {
                Assert.Equal(Counts(3000)[read], count);
                if (read++ == 0)
                {
                    week = await Put(week with { Revision = 2 }, Counts(4));
                    week = await Put(week with { Revision = 3 }, Counts(5));
                }
            }
        });
        Assert.Equal(Counts(5), await Read());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Replace_FaultsByChance_ReadersSeeWholeWeeksOnly(int seed)
    {
        await using FaultProxy proxy = CloudStores.Before(FaultProxy.Seeded(seed));
        var unlucky = new CloudTotals(_stores.Behind(proxy));
        for (int revision = 1; revision <= 6; revision++)
        {
            bool isDone = false;
            for (int tries = 1; !isDone && tries < 50; tries++)
            {
                try
                {
                    WeekTotals? before = (await unlucky.ListWeeksAsync(Samples.Fedora, default)).SingleOrDefault();
                    await unlucky.ReplaceWeekAsync(
                        Samples.Week(2909, revision: revision) with { Version = before?.Version },
                        Samples.Stream(Counts(100 * revision)), default);
                    isDone = true;
                }
                catch (Exception exception) when (
                    exception is RequestFailedException or ChangedMeanwhileException or HttpRequestException or AggregateException)
                {
                    int found = (await Totals.ListWeeksAsync(Samples.Fedora, default)).SingleOrDefault()?.Revision ?? 0;
                    Assert.Equal(Counts(100 * found), await Read());
                }
            }

            Assert.True(isDone, $"seed {seed}, revision {revision}");
            Assert.Equal(Counts(100 * revision), await Read());
        }
    }

    [Fact]
    public async Task Remove_Week_LeavesNoRow()
    {
        WeekTotals week = await Put(await Put(Samples.Week(2909), Counts(120)) with { Revision = 2 }, Counts(130));
        await Totals.RemoveWeekAsync(Samples.Fedora, Week, week.Version, default);

        Assert.Empty(await _stores.Rows(CloudNames.WeekTotalsTable));
        Assert.Empty(await _stores.Rows(CloudNames.WeeksTable));
    }

    [Fact]
    public async Task WeekRows_OfPlainBuckets_AreReadableColumns()
    {
        await Put(Samples.Week(2909), [Samples.Count(7), Samples.Count(8, "a\u0001b")]);

        TableEntity head = Assert.Single(await _stores.Rows(CloudNames.WeeksTable), row => row.PartitionKey == "mirrors.fedoraproject.org");
        Assert.Equal(("2025-10-06", "Complete", 1), (head.RowKey, head.GetString("State"), head.GetInt32("Revision")));
        List<TableEntity> rows = await _stores.Rows(CloudNames.WeekTotalsTable);
        Assert.All(rows, row => Assert.Equal($"mirrors.fedoraproject.org|2025-10-06|{head.GetString("Writing")}", row.PartitionKey));
        Assert.Equal(["00000000", "00000001", "00000002"], rows.Select(row => row.RowKey));
        Assert.Equal(
            (7L, "Fedora Linux", 1L, null),
            (rows[0].GetInt64("Hits"), rows[0].GetString("OsName"), rows[0].GetInt64("SysAge"), rows[0].GetInt32("Pages")));
        Assert.Equal((8L, "", 1), (rows[1].GetInt64("Hits"), rows[1].GetString("OsName"), rows[1].GetInt32("Pages")));
    }

    [Fact]
    public async Task Day_LargeTextsAndManyCounts_ComeBack()
    {
        List<BucketCount> counts =
            [Samples.Count(1, new string('é', 100_000)), .. Counts(20_000), Samples.Count(2, new string('x', 200_000))];
        await Totals.ReplaceDayAsync(Samples.Tally(Week.Monday), counts, default);
        await Put(Samples.Week(2909), counts[..5]);

        Assert.Equal(counts, await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, Week.Monday, default)));
        Assert.Equal(counts[..5], await Read());
        Assert.InRange((await _stores.Rows(CloudNames.DayTalliesTable)).Count, 3, 60);
    }

    private static List<BucketCount> Counts(int count) =>
        [.. Enumerable.Range(1, count).Select(hits => Samples.Count(hits, $"os {count} {hits}"))];

    private async Task<WeekTotals> Put(WeekTotals week, IEnumerable<BucketCount> counts)
    {
        await Totals.ReplaceWeekAsync(week, Samples.Stream(counts), default);
        return await Find();
    }

    private async Task<WeekTotals> Find() => Assert.Single(await Totals.ListWeeksAsync(Samples.Fedora, default));

    private Task<List<BucketCount>> Read() => Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, Week, default));
}
