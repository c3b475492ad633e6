using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Cloud;

/// <summary>Steps that overtake each other: the slow one never puts an older result in the place of a newer one.</summary>
public sealed class CloudRaceTests
{
    private static readonly Site Site = new("mirrors.fedoraproject.org");
    private static readonly LogDay Day = Machine.Day("2025-10-07");
    private static readonly LogDay NextDay = Machine.Day("2025-10-08");
    private static readonly UtcDay UtcDay = UtcDay.Of(new DateOnly(2025, 10, 6));

    private readonly CloudMachine _machine = new(Site);

    [Fact]
    public async Task Combine_UploadReplacedMeanwhile_KeepsTheNewerRow()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await Put("proxy02", Day, Lines(2, 10));
        IUploads slow = Interrupted.After<IUploads>(_machine.Uploads, nameof(IUploads.ListAsync), () => Put("proxy02", Day, Lines(3, 20)));

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Combine(slow, Day));
        CombineReport report = await Combine(_machine.Uploads, Day);

        Assert.Equal(30, report.Log!.Lines);
        Assert.All(await _machine.Uploads.ListAsync(Site, Day, default), upload => Assert.Equal(UploadState.Combined, upload.State));
    }

    [Fact]
    public async Task Combine_LogReplacedWhileRead_IsDoneAgain()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await Put("proxy02", Day, Lines(2, 10));
        IUploads slow = Interrupted.After<IUploads>(
            _machine.Uploads, nameof(IUploads.RecordAsync), () => _machine.Put(NameOf("proxy02", Day), Lines(3, 20)));

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Combine(slow, Day));
        await _machine.Receive(NameOf("proxy02", Day));

        Assert.Equal(30, (await Combine(_machine.Uploads, Day)).Log!.Lines);
    }

    [Fact]
    public async Task Load_OvertakenByANewerLog_IsRefused()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await Combine(_machine.Uploads, Day);
        ICombinedLogs slow = Interrupted.After<ICombinedLogs>(_machine.Combined, nameof(ICombinedLogs.FindAsync), async () =>
        {
            await Put("proxy02", Day, Lines(2, 10));
            await CombineAndLoad(Day);
        });

        await Assert.ThrowsAsync<ChangedMeanwhileException>(
            () => new LoadDay(_machine.Uploads, slow, _machine.RawDb, _machine.Load).RunAsync(Site, Day, force: false, default));

        Assert.Equal(20, (await _machine.RawDb.FindLoadedAsync(Site, Day, default))!.Counts.Counted);
        Assert.False((await Load(Day)).DidWork);
        Assert.Equal(20, (await Tally(_machine.RawDb)).Tally!.Rows);
    }

    [Fact]
    public async Task Load_UploadReplacedAfterCombining_AsksToCombineAgain()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await Combine(_machine.Uploads, Day);
        await Put("proxy01", Day, Lines(1, 15));

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Load(Day));
        await CombineAndLoad(Day);

        Assert.Equal(15, (await _machine.RawDb.FindLoadedAsync(Site, Day, default))!.Counts.Counted);
    }

    [Fact]
    public async Task Tally_OvertakenByAnotherLogDay_IsRefused()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await CombineAndLoad(Day);
        await Put("proxy01", NextDay, Lines(2, 5));
        IRawDb slow = Interrupted.After<IRawDb>(_machine.RawDb, nameof(IRawDb.ListLoadedAsync), async () =>
        {
            await CombineAndLoad(NextDay);
            await Tally(_machine.RawDb);
        });

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Tally(slow));
        Assert.Equal(15, Assert.Single(await _machine.Totals.ListDaysAsync(Site, default)).Rows);
    }

    [Fact]
    public async Task Tally_PartsReplacedByAStaleLoader_AreFoundDamagedAndMended()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await CombineAndLoad(Day);
        var key = new RawPartKey(Site, UtcDay, Day);
        byte[] old = await Content(key);
        await Put("proxy02", Day, Lines(2, 10));
        await CombineAndLoad(Day);
        await using (IDraft stale = await _machine.RawDb.CreatePartAsync(key, default))
        {
            await stale.Stream.WriteAsync(old);
            await stale.CommitAsync(default);
        }

        Assert.Equal([Day], (await Tally(_machine.RawDb)).Damaged);
        await new LoadDay(_machine.Uploads, _machine.Combined, _machine.RawDb, _machine.Load).RunAsync(Site, Day, force: true, default);
        Assert.Equal(20, (await Tally(_machine.RawDb)).Tally!.Rows);
    }

    [Fact]
    public async Task Total_OvertakenByANewerTally_IsRefused()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await CombineAndLoad(Day);
        await Tally(_machine.RawDb);
        ITotals slow = Interrupted.After<ITotals>(_machine.Totals, nameof(ITotals.ListDaysAsync), async () =>
        {
            await Put("proxy02", Day, Lines(2, 10));
            await CombineAndLoad(Day);
            await Tally(_machine.RawDb);
            await Total(_machine.Totals);
        });

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Total(slow));
        Assert.False((await Total(_machine.Totals)).DidWork);
        var counts = await _machine.Totals.ReadWeekAsync(Site, UtcDay.Week, default).ToListAsync();
        Assert.Equal(20, counts.Where(count => count.Series == Series.Countme).Sum(count => count.Hits));
    }

    [Fact]
    public async Task Publish_OvertakenByNewerWeeks_IsRefused()
    {
        await Put("proxy01", Day, Lines(1, 10));
        await CombineAndLoad(Day);
        await Tally(_machine.RawDb);
        await Total(_machine.Totals);
        ITotals slow = Interrupted.After<ITotals>(_machine.Totals, nameof(ITotals.ListWeeksAsync), async () =>
        {
            await Put("proxy02", Day, Lines(2, 10));
            await CombineAndLoad(Day);
            await Tally(_machine.RawDb);
            await Total(_machine.Totals);
            await new PublishSite(_machine.Totals, _machine.Publications, isExact: false).RunAsync(Site, default);
        });

        await Assert.ThrowsAsync<ChangedMeanwhileException>(
            () => new PublishSite(slow, _machine.Publications, isExact: false).RunAsync(Site, default));
        var again = await new PublishSite(_machine.Totals, _machine.Publications, isExact: false).RunAsync(Site, default);
        Assert.All(again, file => Assert.False(file.WasReplaced));
    }

    [Fact]
    public async Task AllDays_AtOnceAndEachStepTwice_TotalsAreGolden()
    {
        await _machine.Put(TestData.PathOf("golden", "small", "proxies"));
        await _machine.CountAtOnce(Machine.Day("2025-10-06"), Machine.Day("2025-10-16"));

        byte[] golden = File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", Site.Name, "direct", "totals.sorted.csv"));
        Assert.Equal(SortedLines.Text(golden), SortedLines.Text(SortedLines.Of(await _machine.Published("totals.csv"))));
        Assert.All(await _machine.Count(Machine.Day("2025-10-06"), Machine.Day("2025-10-16")), Assert.False);
    }

    private static string NameOf(string host, LogDay day) => $"{host}/{day.ToString().Replace('-', '/')}/{Site}-access.log";

    /// <summary>Requests of one UTC day that count, all of them different ones.</summary>
    private static string Lines(int hosts, int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"10.{hosts}.0.{i} - - [06/Oct/2025:12:00:{i:00} +0000] \"GET /metalink?repo=fedora-42&arch=x86_64&countme=1 "
        + "HTTP/1.1\" 200 5 \"-\" "
        + "\"libdnf (Fedora Linux 42; workstation; Linux.x86_64)\"\n"));

    private async Task Put(string host, LogDay day, string content)
    {
        await _machine.Put(NameOf(host, day), content);
        await _machine.Receive(NameOf(host, day));
    }

    private async Task<byte[]> Content(RawPartKey key)
    {
        await using Stream? part = await _machine.RawDb.OpenPartAsync(key, default);
        using var bytes = new MemoryStream();
        await part!.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task CombineAndLoad(LogDay day)
    {
        await Combine(_machine.Uploads, day);
        await Load(day);
    }

    private Task<CombineReport> Combine(IUploads uploads, LogDay day) =>
        new CombineDay(uploads, _machine.Combined, new CombineOptions()).RunAsync(Site, day, default);

    private Task<LoadReport> Load(LogDay day) =>
        new LoadDay(_machine.Uploads, _machine.Combined, _machine.RawDb, _machine.Load).RunAsync(Site, day, force: false, default);

    private Task<TallyReport> Tally(IRawDb rawDb) => new TallyDay(rawDb, _machine.Totals).RunAsync(Site, UtcDay, default);

    private Task<TotalReport> Total(ITotals totals) => new TotalWeek(_machine.Combined, totals).RunAsync(Site, UtcDay.Week, default);
}
