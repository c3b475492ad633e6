using System.Text;
using Countme.Core.Combine;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every store of combined logs promises.</summary>
public abstract class CombinedLogsContract
{
    /// <summary>An empty store.</summary>
    protected abstract ICombinedLogs CombinedLogs { get; }

    [Fact]
    public async Task Find_NeverCombined_IsNull()
    {
        Assert.Null(await CombinedLogs.FindAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
        Assert.Empty(await CombinedLogs.ListAsync(Samples.Fedora, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Record_AllValues_ComeBack(bool isInPlace)
    {
        CombinedLog log = Samples.Combined("2025-10-06", isInPlace: isInPlace);
        await CombinedLogs.RecordAsync(log, default);

        CombinedLog? found = await CombinedLogs.FindAsync(log.Site, log.Day, default);
        Assert.Equal(Samples.Json(log), Samples.Json(found! with { Version = null }));
        Assert.Equal(log.Fingerprint, found.Fingerprint);
    }

    [Fact]
    public async Task List_OneSite_InOrderOfDay()
    {
        foreach (string day in (string[])["2025-10-10", "2025-09-30", "2025-10-09"])
        {
            await CombinedLogs.RecordAsync(Samples.Combined(day), default);
        }

        await CombinedLogs.RecordAsync(Samples.Combined("2025-10-01", Samples.Centos), default);
        CombinedLog? before = await CombinedLogs.FindAsync(Samples.Fedora, Samples.Day("2025-10-09"), default);
        await CombinedLogs.RecordAsync(before! with { Lines = 99 }, default);

        IReadOnlyList<CombinedLog> logs = await CombinedLogs.ListAsync(Samples.Fedora, default);
        Assert.Equal(
            [("2025-09-30", 12), ("2025-10-09", 99), ("2025-10-10", 12)], logs.Select(log => (log.Day.ToString(), log.Lines ?? 0)));
    }

    [Fact]
    public async Task Draft_Committed_IsOpened()
    {
        CombinedLog log = Samples.Combined("2025-10-06");
        Assert.Null(await CombinedLogs.OpenAsync(log, default));
        await Write(log, "one\n");
        log = await Write(log, "two\n");
        Assert.Equal("two\n", await Read(log));
    }

    [Fact]
    public async Task Draft_NotCommitted_LeavesTheEarlier()
    {
        CombinedLog log = Samples.Combined("2025-10-06");
        log = await Write(log, "one\n");
        await using (IDraft draft = await CombinedLogs.CreateAsync(log.Site, log.Day, default))
        {
            await draft.Stream.WriteAsync("half"u8.ToArray());
        }

        Assert.Equal("one\n", await Read(log));
    }

    [Fact]
    public async Task Draft_BeingWritten_IsNotSeen()
    {
        CombinedLog log = Samples.Combined("2025-10-06");
        log = await Write(log, "one\n");
        await using IDraft draft = await CombinedLogs.CreateAsync(log.Site, log.Day, default);
        await draft.Stream.WriteAsync(new byte[1 << 20]);

        Assert.Equal("one\n", await Read(log));
    }

    private async Task<CombinedLog> Write(CombinedLog log, string content)
    {
        await using IDraft draft = await CombinedLogs.CreateAsync(log.Site, log.Day, default);
        await draft.Stream.WriteAsync(Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(default);
        return log with { Content = draft.Content };
    }

    private async Task<string> Read(CombinedLog log)
    {
        LogContent? content = await CombinedLogs.OpenAsync(log, default);
        return Encoding.UTF8.GetString(await Samples.ReadAll(content!.Stream));
    }
}
