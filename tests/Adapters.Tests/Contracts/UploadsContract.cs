using System.Text;
using Countme.Adapters.Tests.Formats;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every ledger and store of uploads promises.</summary>
public abstract class UploadsContract
{
    /// <summary>An empty store.</summary>
    protected abstract IUploads Uploads { get; }

    /// <summary>Stores bytes as a log, and gives what the ledger would say of it. Null content: names what is not there.</summary>
    protected abstract LogUpload Store(string label, byte[]? content);

    /// <summary>An upload whose name is made of a label, in the order of labels.</summary>
    protected virtual LogUpload Upload(string label, string host = "proxy01", string day = "2025-10-06", Site? site = null) =>
        Samples.Upload(label, host, day, site);

    [Fact]
    public async Task Find_NeverReceived_IsNull() => Assert.Null(await Uploads.FindAsync("x", default));

    [Fact]
    public async Task Record_AllValues_ComeBack()
    {
        LogUpload upload = Upload("x '\"%_\u00e9𝔉") with
        {
            State = UploadState.SetAside,
            Reason = "cut \0 short",
            Hash = ContentHash.Parse("00112233445566778899aabbccddeeff"),
            ContentBytes = long.MaxValue,
            ClockLimitUnixSeconds = -1,
        };
        IReadOnlyList<LogUpload> recorded = await Uploads.RecordAsync([upload, Upload("y")], default);

        Assert.Equal(recorded[0], await Uploads.FindAsync(upload.Name, default));
        Assert.Equal(recorded[1], await Uploads.FindAsync(Upload("y").Name, default));
        Assert.Equal([upload, Upload("y")], recorded.Select(WithoutVersion));
    }

    [Fact]
    public async Task Record_Twice_Replaces()
    {
        IReadOnlyList<LogUpload> first = await Uploads.RecordAsync([Upload("x") with { Reason = "cut", ContentBytes = 5 }], default);
        LogUpload changed = Upload("x") with { State = UploadState.Combined, ETag = "6-def", Version = first[0].Version };
        IReadOnlyList<LogUpload> second = await Uploads.RecordAsync([changed], default);

        Assert.Equal(WithoutVersion(changed), WithoutVersion(second[0]));
        Assert.Equal(second[0], await Uploads.FindAsync(changed.Name, default));
        Assert.Equal(second, await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
    }

    [Fact]
    public async Task Record_Cancelled_EntersNone()
    {
        using var cancellation = new CancellationTokenSource();
        IReadOnlyCollection<LogUpload> uploads = new CancellingList(
            [Upload("x"), Upload("y")], cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Uploads.RecordAsync(uploads, cancellation.Token));
        Assert.Null(await Uploads.FindAsync(Upload("x").Name, default));
    }

    [Fact]
    public async Task List_OneSiteAndDay_ByHostThenNameByteWise()
    {
        await Uploads.RecordAsync(
            [
                Upload("b", "proxy02"), Upload("\uFFFD", "proxy01"), Upload("a", "proxy02"), Upload("𝔉", "proxy01"),
                Upload("Z", "proxy01"), Upload("q", "proxy10"), Upload("other day", "p", "2025-10-07"),
                Upload("other site", "p", site: Samples.Centos),
            ],
            default);

        IReadOnlyList<LogUpload> listed = await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default);
        Assert.Equal(
            [Upload("Z"), Upload("\uFFFD"), Upload("𝔉"), Upload("a", "proxy02"), Upload("b", "proxy02"), Upload("q", "proxy10")],
            listed.Select(WithoutVersion));
    }

    [Fact]
    public async Task ListDaysAndSites_AreInOrderAndEachOnce()
    {
        Assert.Empty(await Uploads.ListSitesAsync(default));
        await Uploads.RecordAsync(
            [Upload("a", day: "2025-10-07"), Upload("b", day: "2025-09-30"), Upload("c", day: "2025-10-07")], default);
        await Uploads.RecordAsync([Upload("d", day: "2025-10-06", site: Samples.Centos)], default);

        Assert.Equal([Samples.Centos, Samples.Fedora], await Uploads.ListSitesAsync(default));
        Assert.Equal([Samples.Day("2025-09-30"), Samples.Day("2025-10-07")], await Uploads.ListDaysAsync(Samples.Fedora, default));
    }

    [Fact]
    public async Task Open_Compressed_GivesContent()
    {
        byte[] content = Encoding.UTF8.GetBytes("one\ntwo\n");
        LogUpload upload = Store("log", TestPacking.Pack(content));

        LogContent? opened = await Uploads.OpenAsync(upload, default);
        Assert.NotNull(opened);
        Assert.Equal(TestPacking.MemoryBytes, opened.DecoderMemoryBytes);
        Assert.Equal(content, await Samples.ReadAll(opened.Stream));
    }

    [Fact]
    public async Task Open_Gone_IsNull() => Assert.Null(await Uploads.OpenAsync(Store("gone", null), default));

    [Fact]
    public async Task Open_Damaged_ThrowsUnreadableWithoutContent()
    {
        byte[] packed = TestPacking.Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"secret {i}\n"))));
        packed[packed.Length / 2] ^= 0x55;
        packed[^6] ^= 0x55;
        LogContent? opened = await Uploads.OpenAsync(Store("damaged", packed), default);

        var exception = await Assert.ThrowsAsync<UnreadableLogException>(() => Samples.ReadAll(opened!.Stream));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    private static LogUpload WithoutVersion(LogUpload upload) => upload with { Version = null };

    /// <summary>Cancels while its first item is being entered.</summary>
    private sealed class CancellingList(
        IReadOnlyList<LogUpload> items, CancellationTokenSource cancellation) : IReadOnlyCollection<LogUpload>
    {
        public int Count => items.Count;

        public IEnumerator<LogUpload> GetEnumerator()
        {
            yield return items[0];
            cancellation.Cancel();
            yield return items[1];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
