using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every store of totals promises.</summary>
public abstract class TotalsContract
{
    /// <summary>An empty store.</summary>
    protected abstract ITotals Totals { get; }

    [Fact]
    public async Task ReplaceDay_AllValues_ComeBackInOrder()
    {
        DayTally tally = Samples.Tally(Samples.Utc("2025-10-06"), isFinal: true);
        List<BucketCount> counts = [.. Samples.HostileCounts()];
        await Totals.ReplaceDayAsync(tally, counts, default);

        Assert.Equal(
            Samples.Json(tally), Samples.Json(Assert.Single(await Totals.ListDaysAsync(Samples.Fedora, default)) with { Version = null }));
        Assert.Equal(counts, await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, tally.Day, default)));
        Assert.Empty(await Totals.ListDaysAsync(Samples.Centos, default));
        Assert.Empty(await Samples.ToList(Totals.ReadDayAsync(Samples.Centos, tally.Day, default)));
    }

    [Fact]
    public async Task ReplaceDay_Fewer_LeavesNoneOfTheEarlier()
    {
        DayTally tally = Samples.Tally(Samples.Utc("2025-10-06"));
        await Totals.ReplaceDayAsync(tally, [Samples.Count(1), Samples.Count(2, "b"), Samples.Count(3, "c")], default);
        await Totals.ReplaceDayAsync(await Current(tally) with { Rows = 1 }, [Samples.Count(4)], default);

        Assert.Equal(1, Assert.Single(await Totals.ListDaysAsync(Samples.Fedora, default)).Rows);
        Assert.Equal([Samples.Count(4)], await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, tally.Day, default)));
    }

    [Fact]
    public async Task ReplaceDay_Failing_LeavesTheEarlier()
    {
        DayTally tally = Samples.Tally(Samples.Utc("2025-10-06"));
        await Totals.ReplaceDayAsync(tally, [Samples.Count(1)], default);
        tally = await Current(tally) with { Rows = 99 };
        await Assert.ThrowsAsync<FormatException>(() => Totals.ReplaceDayAsync(tally, Failing(), default));

        Assert.Equal(7, Assert.Single(await Totals.ListDaysAsync(Samples.Fedora, default)).Rows);
        Assert.Equal([Samples.Count(1)], await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, tally.Day, default)));
    }

    [Fact]
    public async Task ListDays_OneSite_InOrderAlsoBefore1970()
    {
        foreach (int day in (int[])[20_000, -1, 5, -719_163])
        {
            await Totals.ReplaceDayAsync(Samples.Tally(new UtcDay(day)), [], default);
        }

        await Totals.ReplaceDayAsync(Samples.Tally(new UtcDay(1), Samples.Centos), [], default);
        Assert.Equal([-719_163, -1, 5, 20_000], (await Totals.ListDaysAsync(Samples.Fedora, default)).Select(day => day.Day.Number));
    }

    [Fact]
    public async Task RemoveDay_ThereOrNot_IsGone()
    {
        UtcDay day = Samples.Utc("2025-10-06");
        await Totals.RemoveDayAsync(Samples.Fedora, day, null, default);
        await Totals.ReplaceDayAsync(Samples.Tally(day), [Samples.Count(1)], default);
        await Totals.ReplaceDayAsync(Samples.Tally(new UtcDay(day.Number + 1)), [Samples.Count(2)], default);
        await Totals.RemoveDayAsync(Samples.Fedora, day, null, default);

        Assert.Single(await Totals.ListDaysAsync(Samples.Fedora, default));
        Assert.Empty(await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, day, default)));
        Assert.Single(await Samples.ToList(Totals.ReadDayAsync(Samples.Fedora, new UtcDay(day.Number + 1), default)));
    }

    [Fact]
    public async Task ReplaceWeek_AllValues_ComeBackInOrder()
    {
        WeekTotals week = Samples.Week(2909) with { IsPartial = true, IsImported = true };
        List<BucketCount> counts = [.. Samples.HostileCounts()];
        await Totals.ReplaceWeekAsync(week, Samples.Stream(counts), default);

        Assert.Equal(
            Samples.Json(week), Samples.Json(Assert.Single(await Totals.ListWeeksAsync(Samples.Fedora, default)) with { Version = null }));
        Assert.Equal(counts, await Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, week.Week, default)));
    }

    [Fact]
    public async Task ReplaceWeek_FromItsOwnDays_ReadsWhileItWrites()
    {
        List<BucketCount> counts = [.. Enumerable.Range(1, 5000).Select(hits => Samples.Count(hits, $"os {hits}"))];
        UtcDay day = new Week(2909).Monday;
        await Totals.ReplaceDayAsync(Samples.Tally(day), counts, default);
        await Totals.ReplaceWeekAsync(Samples.Week(2909), Totals.ReadDayAsync(Samples.Fedora, day, default), default);

        Assert.Equal(counts, await Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, new Week(2909), default)));
    }

    [Fact]
    public async Task ReplaceWeek_WhileItIsRead_GivesTheReaderTheEarlier()
    {
        List<BucketCount> earlier = [.. Enumerable.Range(1, 3000).Select(hits => Samples.Count(hits, $"os {hits}"))];
        await Totals.ReplaceWeekAsync(Samples.Week(2909), Samples.Stream(earlier), default);
        var read = new List<BucketCount>();
        await foreach (BucketCount count in Totals.ReadWeekAsync(Samples.Fedora, new Week(2909), default))
        {
            if (read.Count == 0)
            {
                await Totals.ReplaceWeekAsync(await Current(Samples.Week(2909)), Samples.Stream([Samples.Count(9)]), default);
            }

            read.Add(count);
        }

        Assert.Equal(earlier, read);
        Assert.Equal([Samples.Count(9)], await Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, new Week(2909), default)));
    }

    [Fact]
    public async Task ReplaceWeek_Failing_LeavesTheEarlier()
    {
        await Totals.ReplaceWeekAsync(Samples.Week(2909), Samples.Stream([Samples.Count(1)]), default);
        WeekTotals week = await Current(Samples.Week(2909, revision: 2));
        await Assert.ThrowsAsync<FormatException>(() => Totals.ReplaceWeekAsync(week, Samples.Stream(Failing()), default));

        Assert.Equal(1, Assert.Single(await Totals.ListWeeksAsync(Samples.Fedora, default)).Revision);
        Assert.Equal([Samples.Count(1)], await Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, new Week(2909), default)));
    }

    [Fact]
    public async Task ListAndRemoveWeeks_OneSite_InNumericOrder()
    {
        foreach (int week in (int[])[2909, 999, 1000, -1])
        {
            await Totals.ReplaceWeekAsync(Samples.Week(week), Samples.Stream([Samples.Count(1)]), default);
        }

        await Totals.ReplaceWeekAsync(Samples.Week(7, Samples.Centos), Samples.Stream<BucketCount>([]), default);
        await Totals.RemoveWeekAsync(Samples.Fedora, new Week(1000), null, default);
        await Totals.RemoveWeekAsync(Samples.Fedora, new Week(1001), null, default);

        Assert.Equal([-1, 999, 2909], (await Totals.ListWeeksAsync(Samples.Fedora, default)).Select(week => week.Week.Number));
        Assert.Empty(await Samples.ToList(Totals.ReadWeekAsync(Samples.Fedora, new Week(1000), default)));
    }

    [Fact]
    public async Task Read_Cancelled_Stops()
    {
        List<BucketCount> counts = [.. Enumerable.Range(1, 5000).Select(hits => Samples.Count(hits, $"os {hits}"))];
        await Totals.ReplaceDayAsync(Samples.Tally(new UtcDay(1)), counts, default);
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (BucketCount count in Totals.ReadDayAsync(Samples.Fedora, new UtcDay(1), cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
    }

    /// <summary>The tally, to take the place of the one that is there.</summary>
    private async Task<DayTally> Current(DayTally tally) => tally with
    {
        Version = (await Totals.ListDaysAsync(tally.Site, default)).Single(day => day.Day == tally.Day).Version,
    };

    /// <summary>The totals, to take the place of those that are there.</summary>
    private async Task<WeekTotals> Current(WeekTotals totals) => totals with
    {
        Version = (await Totals.ListWeeksAsync(totals.Site, default)).Single(week => week.Week == totals.Week).Version,
    };

    private static IEnumerable<BucketCount> Failing()
    {
        yield return Samples.Count(5, "new");
        throw new FormatException();
    }
}
