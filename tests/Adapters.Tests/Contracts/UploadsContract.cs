using System.Text;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every ledger and store of uploads promises.</summary>
public abstract class UploadsContract
{
    /// <summary>An empty store.</summary>
    protected abstract IUploads Uploads { get; }

    /// <summary>Stores bytes under a name that the store finds them by, and gives the name. Null content: names what is not there.</summary>
    protected abstract string Store(string label, byte[]? content);

    [Fact]
    public async Task Find_NeverReceived_IsNull() => Assert.Null(await Uploads.FindAsync("x", default));

    [Fact]
    public async Task Record_AllValues_ComeBack()
    {
        LogUpload upload = Samples.Upload("x '\"%_\u00e9𝔉") with
        {
            State = UploadState.SetAside,
            Reason = "cut \0 short",
            Hash = ContentHash.Parse("00112233445566778899aabbccddeeff"),
            ContentBytes = long.MaxValue,
            ClockLimitUnixSeconds = -1,
        };
        await Uploads.RecordAsync([upload, Samples.Upload("y")], default);

        Assert.Equal(upload, await Uploads.FindAsync(upload.Name, default));
        Assert.Equal(Samples.Upload("y"), await Uploads.FindAsync("y", default));
    }

    [Fact]
    public async Task Record_Twice_Replaces()
    {
        await Uploads.RecordAsync([Samples.Upload("x")], default);
        LogUpload moved = Samples.Upload("x", "proxy09", "2025-10-07") with { State = UploadState.Combined };
        await Uploads.RecordAsync([moved], default);

        Assert.Equal(moved, await Uploads.FindAsync("x", default));
        Assert.Empty(await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
        Assert.Equal([moved], await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-07"), default));
    }

    [Fact]
    public async Task Record_Cancelled_EntersNone()
    {
        using var cancellation = new CancellationTokenSource();
        IReadOnlyCollection<LogUpload> uploads = new CancellingList(
            [Samples.Upload("x"), Samples.Upload("y")], cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Uploads.RecordAsync(uploads, cancellation.Token));
        Assert.Null(await Uploads.FindAsync("x", default));
    }

    [Fact]
    public async Task List_OneSiteAndDay_ByHostThenNameByteWise()
    {
        await Uploads.RecordAsync(
            [
                Samples.Upload("b", "proxy02"), Samples.Upload("\uFFFD", "proxy01"), Samples.Upload("a", "proxy02"), Samples.Upload("𝔉", "proxy01"),
                Samples.Upload("Z", "proxy01"), Samples.Upload("q", "proxy10"), Samples.Upload("other day", "p", "2025-10-07"),
                Samples.Upload("other site", "p", site: Samples.Centos),
            ],
            default);

        IReadOnlyList<LogUpload> listed = await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default);
        Assert.Equal(["Z", "\uFFFD", "𝔉", "a", "b", "q"], listed.Select(upload => upload.Name));
    }

    [Fact]
    public async Task Open_Compressed_GivesContent()
    {
        byte[] content = Encoding.UTF8.GetBytes("one\ntwo\n");
        LogUpload upload = Samples.Upload(Store("log", TestPacking.Pack(content)));

        LogContent? opened = await Uploads.OpenAsync(upload, default);
        Assert.NotNull(opened);
        Assert.Equal(TestPacking.MemoryBytes, opened.DecoderMemoryBytes);
        Assert.Equal(content, await Samples.ReadAll(opened.Stream));
    }

    [Fact]
    public async Task Open_Gone_IsNull() => Assert.Null(await Uploads.OpenAsync(Samples.Upload(Store("gone", null)), default));

    [Fact]
    public async Task Open_Damaged_ThrowsUnreadableWithoutContent()
    {
        byte[] packed = TestPacking.Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"secret {i}\n"))));
        packed[packed.Length / 2] ^= 0x55;
        packed[^6] ^= 0x55;
        LogContent? opened = await Uploads.OpenAsync(Samples.Upload(Store("damaged", packed)), default);

        var exception = await Assert.ThrowsAsync<UnreadableLogException>(() => Samples.ReadAll(opened!.Stream));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Cancels while its first item is being entered.</summary>
    private sealed class CancellingList(IReadOnlyList<LogUpload> items, CancellationTokenSource cancellation) : IReadOnlyCollection<LogUpload>
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
