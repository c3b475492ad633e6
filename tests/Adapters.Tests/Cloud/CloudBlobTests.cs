using Azure.Data.Tables;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Status;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

/// <summary>Combined logs, raw parts and their records.</summary>
public sealed class CloudBlobTests : IDisposable
{
    private static readonly RawPartKey Key = new(Samples.Fedora, Samples.Utc("2025-10-05"), Samples.Day("2025-10-06"));

    private readonly CloudStores _stores = new();

    private CloudRawDb RawDb => new(_stores.Storage);

    private CloudCombinedLogs Combined => new(_stores.Storage);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Part_LargerThanABlock_ComesBack()
    {
        byte[] big = RandomBytes((9 << 20) + 5);
        await using (IDraft draft = await RawDb.CreatePartAsync(Key, default))
        {
            draft.Stream.Write(big.AsSpan(0, 1000));
            await draft.Stream.WriteAsync(big.AsMemory(1000, 6 << 20));
            draft.Stream.Write(big.AsSpan(1000 + (6 << 20)));
            Assert.Null(await RawDb.OpenPartAsync(Key, default));
            await draft.CommitAsync(default);
        }

        Assert.Equal(big, await Samples.ReadAll((await RawDb.OpenPartAsync(Key, default))!));
        Assert.Equal(["mirrors.fedoraproject.org/2025-10-05/2025-10-06.part"], await _stores.BlobNames(CloudNames.RawDbContainer));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(9 << 20)]
    public async Task Part_TwoWriters_TheSecondIsRefused(int bytes)
    {
        byte[] first = RandomBytes(bytes);
        await using IDraft late = await RawDb.CreatePartAsync(Key, default);
        await late.Stream.WriteAsync(new byte[bytes]);
        await using (IDraft early = await RawDb.CreatePartAsync(Key, default))
        {
            await early.Stream.WriteAsync(first);
            await early.CommitAsync(default);
        }

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => late.CommitAsync(default));
        Assert.Equal(first, await Samples.ReadAll((await RawDb.OpenPartAsync(Key, default))!));
    }

    [Fact]
    public async Task PseudonymKey_GoneBesideParts_IsNotMadeAnew()
    {
        await Write(Key);
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => RawDb.PseudonymKeyAsync(Key.Site, Key.Day, default));
        Assert.StartsWith(
            "mirrors.fedoraproject.org/2025-10-05/key is gone, the key of the raw parts beside it.",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordLoaded_StaleVersion_ChangesNothing()
    {
        LoadedDay loaded = Samples.Loaded("2025-10-06", null, "2025-10-05");
        await RawDb.RecordLoadedAsync(loaded, default);
        await Write(Key);
        LoadedDay stale = (await RawDb.FindLoadedAsync(loaded.Site, loaded.LogDay, default))!;
        await RawDb.RecordLoadedAsync(stale with { Rules = "2" }, default);

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => RawDb.RecordLoadedAsync(stale with { Parts = [] }, default));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => RawDb.RecordLoadedAsync(loaded with { Parts = [] }, default));
        Assert.Equal("2", (await RawDb.FindLoadedAsync(loaded.Site, loaded.LogDay, default))!.Rules);
        Assert.NotNull(await RawDb.OpenPartAsync(Key, default));
    }

    [Fact]
    public async Task RecordCombined_StaleVersion_KeepsTheContentOfTheRecord()
    {
        CombinedLog first = await Combine(Samples.Combined("2025-10-06"), "first\n");
        CombinedLog second = await Combine(first, "second\n");

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Combine(first, "stale\n"));

        Assert.Equal(second.Content, (await Combined.FindAsync(first.Site, first.Day, default))!.Content);
        Assert.Equal("second\n"u8.ToArray(), await Samples.ReadAll((await Combined.OpenAsync(second, default))!.Stream));
        Assert.Null(await Combined.OpenAsync(first, default));
    }

    [Fact]
    public async Task RecordCombined_LeftoversOfTheDead_GoAfterADay()
    {
        await Assert.ThrowsAsync<ChangedMeanwhileException>(
            async () => await Combine(await Combine(Samples.Combined("2025-10-06"), "1") with { Version = null }, "2"));
        CombinedLog log = await Combine((await Combined.FindAsync(Samples.Fedora, Samples.Day("2025-10-06"), default))!, "3");
        Assert.Equal(2, (await _stores.BlobNames(CloudNames.CombinedContainer)).Count);

        _stores.Time.Add(CloudStorage.LeftoverAge + TimeSpan.FromMinutes(1));
        log = await Combine(log, "4");
        Assert.Equal([log.Content!], await _stores.BlobNames(CloudNames.CombinedContainer));
        Assert.Matches(@"\Amirrors\.fedoraproject\.org/2025/10/06\.20251021T120100000-[0-9a-f]{8}\.log\.zst\z", log.Content);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1500)]
    [InlineData(20_000)]
    public async Task Record_Large_ComesBack(int inputs)
    {
        CombinedLog log = Samples.Combined("2025-10-06") with
        {
            Inputs =
            [
                .. Enumerable.Range(0, inputs)
                    .Select(i => new CombinedInput(new ProxyHost($"proxy{i}"), new string('n', 200) + i, $"0x8D{i:x12}", null, i)),
            ],
        };
        await Combined.RecordAsync(log, default);
        CombinedLog? found = await Combined.FindAsync(log.Site, log.Day, default);
        Assert.Equal(Samples.Json(log), Samples.Json(found! with { Version = null }));
    }

    [Fact]
    public async Task DayStates_PutTwice_KeepTheLastInOrder()
    {
        var states = new CloudDayStates(_stores.Storage);
        Assert.Null(await states.FindAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
        foreach (string day in (string[])["2025-10-08", "2025-10-06", "2025-10-07", "2025-10-09"])
        {
            await states.PutAsync(State(day, DayProgress.Waiting), default);
        }

        DayState counted = State("2025-10-07", DayProgress.Counted);
        await states.PutAsync(counted, default);
        await states.PutAsync(counted, default);

        List<DayState> listed = await Samples.ToList(
            states.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), Samples.Day("2025-10-08"), default));
        Assert.Equal(["2025-10-06", "2025-10-07", "2025-10-08"], listed.Select(state => state.Day.ToString()));
        Assert.Equal(Samples.Json(counted), Samples.Json(await states.FindAsync(Samples.Fedora, counted.Day, default)));
        TableEntity row = (await _stores.Rows(CloudNames.DaysTable)).Single(row => row.RowKey == "2025-10-07");
        Assert.Equal(
            ("mirrors.fedoraproject.org|state", "Counted", 1), (row.PartitionKey, row.GetString("Progress"), row.GetInt32("MissingHosts")));
    }

    [Fact]
    public void Scratch_OfTheCloud_IsALocalFile()
    {
        using Stream scratch = RawDb.CreateScratch();
        scratch.Write(RandomBytes(100));
        scratch.Position = 0;
        Assert.Equal(RandomBytes(100)[0], scratch.ReadByte());
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static DayState State(string day, DayProgress progress) => new()
    {
        Site = Samples.Fedora,
        Day = Samples.Day(day),
        Progress = progress,
        RunId = "run",
        Time = new DateTimeOffset(2025, 10, 8, 1, 2, 3, TimeSpan.Zero),
        Uploads = 3,
        MissingHosts = [new ProxyHost("proxy09")],
        Counts = new Dictionary<string, long> { ["rawdb.lines"] = 5 },
    };

    private async Task Write(RawPartKey key)
    {
        await using IDraft draft = await RawDb.CreatePartAsync(key, default);
        await draft.Stream.WriteAsync("x"u8.ToArray());
        await draft.CommitAsync(default);
    }

    private async Task<CombinedLog> Combine(CombinedLog log, string content)
    {
        await using IDraft draft = await Combined.CreateAsync(log.Site, log.Day, default);
        await draft.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(default);
        await Combined.RecordAsync(log with { Content = draft.Content }, default);
        return (await Combined.FindAsync(log.Site, log.Day, default))!;
    }
}
