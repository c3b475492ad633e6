using System.Text;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every raw database promises.</summary>
public abstract class RawDbContract
{
    /// <summary>An empty store.</summary>
    protected abstract IRawDb RawDb { get; }

    [Fact]
    public async Task Record_AllValues_ComeBack()
    {
        LoadedDay loaded = Samples.Loaded("2025-10-07", null, "2025-10-06", "2025-10-07");
        Assert.Null(await RawDb.FindLoadedAsync(loaded.Site, loaded.LogDay, default));
        await RawDb.RecordLoadedAsync(loaded, default);

        LoadedDay? found = await RawDb.FindLoadedAsync(loaded.Site, loaded.LogDay, default);
        Assert.Equal(Samples.Json(loaded), Samples.Json(found! with { Version = null }));
        Assert.Null(await RawDb.FindLoadedAsync(Samples.Centos, loaded.LogDay, default));
    }

    [Fact]
    public async Task List_OneSite_InOrderOfDayWithImportedFirst()
    {
        await RawDb.RecordLoadedAsync(Samples.Loaded("2025-10-07"), default);
        await RawDb.RecordLoadedAsync(Samples.Loaded("2025-10-06"), default);
        await RawDb.RecordLoadedAsync(Samples.Loaded("2025-10-05", Samples.Centos), default);
        await RawDb.RecordLoadedAsync(Samples.Loaded("2025-10-08") with { LogDay = RawPartKey.Imported }, default);

        IReadOnlyList<LoadedDay> listed = await RawDb.ListLoadedAsync(Samples.Fedora, default);
        Assert.Equal([RawPartKey.Imported, Samples.Day("2025-10-06"), Samples.Day("2025-10-07")], listed.Select(day => day.LogDay));
    }

    [Fact]
    public async Task Record_Again_RemovesPartsOfThatLogDayThatItDoesNotName()
    {
        foreach (RawPartKey key in (RawPartKey[])[Key("2025-10-05"), Key("2025-10-06"), Key("2025-10-06", "2025-10-08")])
        {
            await Write(key, "x");
        }

        RawPartKey otherSite = new(Samples.Centos, Samples.Utc("2025-10-05"), Samples.Day("2025-10-07"));
        await Write(otherSite, "x");
        await RawDb.RecordLoadedAsync(Samples.Loaded("2025-10-07", null, "2025-10-06"), default);

        Assert.Null(await Read(Key("2025-10-05")));
        Assert.Equal("x", await Read(Key("2025-10-06")));
        Assert.Equal("x", await Read(Key("2025-10-06", "2025-10-08")));
        Assert.Equal("x", await Read(otherSite));
    }

    [Fact]
    public async Task Part_NotCommitted_LeavesTheEarlier()
    {
        Assert.Null(await Read(Key("2025-10-06")));
        await Write(Key("2025-10-06"), "one");
        await using (IDraft draft = await RawDb.CreatePartAsync(Key("2025-10-06"), default))
        {
            await draft.Stream.WriteAsync("half"u8.ToArray());
        }

        Assert.Equal("one", await Read(Key("2025-10-06")));
        await Write(Key("2025-10-06"), "two");
        Assert.Equal("two", await Read(Key("2025-10-06")));
    }

    [Fact]
    public async Task Part_ReplacedWhileRead_IsReadToItsEnd()
    {
        await Write(Key("2025-10-06"), "one");
        Stream? opened = await RawDb.OpenPartAsync(Key("2025-10-06"), default);
        await Write(Key("2025-10-06"), "two");

        Assert.Equal("one", Encoding.UTF8.GetString(await Samples.ReadAll(opened!)));
    }

    [Fact]
    public async Task RemovePart_ThereOrNot_IsGone()
    {
        await RawDb.RemovePartAsync(Key("2025-10-06"), default);
        await Write(Key("2025-10-06"), "one");
        await RawDb.RemovePartAsync(Key("2025-10-06"), default);
        Assert.Null(await Read(Key("2025-10-06")));
    }

    [Fact]
    public async Task PseudonymKey_MadeOnce_StaysTheSame()
    {
        UtcDay day = Samples.Utc("2025-10-06");
        ReadOnlyMemory<byte> key = await RawDb.PseudonymKeyAsync(Samples.Fedora, day, default);

        Assert.Equal(16, key.Length);
        Assert.Equal(key.ToArray(), (await RawDb.PseudonymKeyAsync(Samples.Fedora, day, default)).ToArray());
        Assert.NotEqual(key.ToArray(), (await RawDb.PseudonymKeyAsync(Samples.Centos, day, default)).ToArray());
        Assert.NotEqual(key.ToArray(), (await RawDb.PseudonymKeyAsync(Samples.Fedora, Samples.Utc("2025-10-07"), default)).ToArray());
    }

    [Fact]
    public async Task PseudonymKey_ManyAtOnce_IsOneKey()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () => Convert.ToHexString((await RawDb.PseudonymKeyAsync(Samples.Fedora, Samples.Utc("2025-10-06"), default)).Span))));
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task PseudonymKey_Removed_IsAnotherOneAfterwards()
    {
        UtcDay day = Samples.Utc("2025-10-06");
        await RawDb.RemovePseudonymKeyAsync(Samples.Fedora, day, default);
        byte[] key = (await RawDb.PseudonymKeyAsync(Samples.Fedora, day, default)).ToArray();
        await RawDb.RemovePseudonymKeyAsync(Samples.Fedora, day, default);
        Assert.NotEqual(key, (await RawDb.PseudonymKeyAsync(Samples.Fedora, day, default)).ToArray());
    }

    [Fact]
    public void Scratch_Written_IsReadBack()
    {
        using Stream first = RawDb.CreateScratch();
        using Stream second = RawDb.CreateScratch();
        first.Write(new byte[300_000]);
        second.WriteByte(7);
        first.Position = 0;
        second.Position = 0;

        Assert.Equal(300_000, first.Length);
        Assert.Equal(0, first.ReadByte());
        Assert.Equal(7, second.ReadByte());
    }

    private static RawPartKey Key(string utcDay, string logDay = "2025-10-07") =>
        new(Samples.Fedora, Samples.Utc(utcDay), Samples.Day(logDay));

    private async Task Write(RawPartKey key, string content)
    {
        await using IDraft draft = await RawDb.CreatePartAsync(key, default);
        await draft.Stream.WriteAsync(Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(default);
    }

    private async Task<string?> Read(RawPartKey key) =>
        await RawDb.OpenPartAsync(key, default) is { } stream ? Encoding.UTF8.GetString(await Samples.ReadAll(stream)) : null;
}
