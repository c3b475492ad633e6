using System.Text;
using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

public sealed class LogCompressionTests
{
    public static TheoryData<string, byte[], CompressionKind> WholeLogs => new()
    {
        { "plain", Samples.Log, CompressionKind.Plain },
        { "gzip", Samples.Gzip, CompressionKind.Gzip },
        { "gzip, named", Samples.GzipNamed, CompressionKind.Gzip },
        { "xz", Samples.Xz, CompressionKind.Xz },
        { "xz, SHA-256", Samples.XzSha256, CompressionKind.Xz },
        { "xz, blocks", Samples.XzBlocks, CompressionKind.Xz },
        { "lzma", Samples.Lzma, CompressionKind.LzmaAlone },
        { "zstd", Samples.Zstd, CompressionKind.Zstd },
        { "zstd, no checksum", Samples.ZstdUnchecked, CompressionKind.Zstd },
        { "bzip2", Samples.Bzip2, CompressionKind.Bzip2 },
    };

    public static TheoryData<string, byte[]> EmptyLogs => new()
    {
        { "plain", [] },
        { "gzip", Samples.GzipEmpty },
        { "xz", Samples.XzEmpty },
        { "lzma", Samples.LzmaEmpty },
        { "zstd", Samples.ZstdEmpty },
        { "bzip2", Samples.Bzip2Empty },
    };

    /// <summary>Text that begins as an archive does.</summary>
    public static TheoryData<string> Lookalikes =>
        ["(", "B", "]", "BZh91AY&", "BZh9 - - [30/Mar/2026:00:00:01 +0000]", "BZhello", "]\0", "] - - ", "P*M", "7zXZ", "\0\0\0\0"];

    [Theory, MemberData(nameof(WholeLogs), DisableDiscoveryEnumeration = true)]
    public void OpenRead_WholeLog_ContentAndKind(string name, byte[] stored, CompressionKind kind)
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(stored));

        Assert.Equal((name, kind), (name, content.Kind));
        Assert.Equal(Samples.Log, StoredLog.ReadToEnd(content, 4096));
        Assert.Equal(0, content.Read(new byte[1]));
    }

    [Theory, MemberData(nameof(WholeLogs), DisableDiscoveryEnumeration = true)]
    public async Task OpenRead_SmallReadsFromSlowStream_SameContent(string name, byte[] stored, CompressionKind kind)
    {
        foreach (int bufferBytes in new[] { 1, 7, 100_000 })
        {
            using LogContentStream content = LogCompression.OpenRead(new TrickleStream(stored));
            await using LogContentStream contentAsync = await LogCompression.OpenReadAsync(new TrickleStream(stored), false, default);

            Assert.Equal((name, kind, kind), (name, content.Kind, contentAsync.Kind));
            Assert.Equal(Samples.Log, StoredLog.ReadToEnd(content, bufferBytes));
            Assert.Equal(Samples.Log, await StoredLog.ReadToEndAsync(contentAsync, bufferBytes));
        }
    }

    [Theory, MemberData(nameof(EmptyLogs), DisableDiscoveryEnumeration = true)]
    public void OpenRead_EmptyLog_Nothing(string name, byte[] stored)
    {
        byte[] content = StoredLog.Read(stored);

        Assert.True(content.Length == 0, name);
    }

    [Theory, MemberData(nameof(Lookalikes))]
    public void OpenRead_TextLikeAnArchive_Plain(string text)
    {
        // A file of only "]\0" or "BZh91AY&" is the beginning of an archive; with a line end it is text.
        byte[] stored = Encoding.Latin1.GetBytes(text.Length == 1 ? text : text + "\n");

        Assert.Equal(CompressionKind.Plain, LogCompression.Detect(stored));
        Assert.Equal(stored, StoredLog.Read(stored));
    }

    [Fact]
    public void Detect_LzmaWithImplausibleHeader_Plain()
    {
        byte[] oddDictionary = [.. Samples.Lzma];
        oddDictionary[3] = 0x05;
        byte[] hugeContent = [.. Samples.Lzma];
        hugeContent[12] = 0x7F;

        Assert.Equal(CompressionKind.Plain, LogCompression.Detect(oddDictionary));
        Assert.Equal(CompressionKind.Plain, LogCompression.Detect(hugeContent));
        Assert.Equal(CompressionKind.LzmaAlone, LogCompression.Detect(Samples.Lzma.AsSpan(0, 13)));
        Assert.Equal(CompressionKind.Plain, LogCompression.Detect(Samples.Lzma.AsSpan(0, 12)));
    }

    [Fact]
    public void OpenRead_StreamNotAtItsStart_ReadsFromThere()
    {
        var stored = new MemoryStream(StoredLog.Join("prefix"u8.ToArray(), Samples.Zstd)) { Position = 6 };

        using LogContentStream content = LogCompression.OpenRead(stored);

        Assert.Equal(Samples.Log, StoredLog.ReadToEnd(content, 4096));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_LeaveOpen_DecidesOnTheStoredStream(bool leaveOpen)
    {
        foreach (byte[] stored in new[] { Samples.Log, Samples.Gzip })
        {
            var first = new TrickleStream(stored);
            var second = new TrickleStream(stored);
            LogContentStream content = LogCompression.OpenRead(first, leaveOpen);

            content.Dispose();
            content.Dispose();
            await (await LogCompression.OpenReadAsync(second, leaveOpen, default)).DisposeAsync();

            Assert.Equal((!leaveOpen, !leaveOpen), (first.IsDisposed, second.IsDisposed));
            Assert.Throws<ObjectDisposedException>(() => content.Read(new byte[1]));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OpenRead_Failure_ClosesTheStoredStreamUnlessToldNotTo(bool leaveOpen)
    {
        var stored = new TrickleStream(Samples.Xz[..3]);

        Assert.Throws<DamagedArchiveException>(() => LogCompression.OpenRead(stored, leaveOpen));

        Assert.Equal(!leaveOpen, stored.IsDisposed);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_StreamCanBeReadOn()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using LogContentStream content = LogCompression.OpenRead(new TrickleStream(Samples.Gzip));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await content.ReadExactlyAsync(new byte[10], cancelled.Token));

        Assert.Equal(Samples.Log, await StoredLog.ReadToEndAsync(content, 64));
    }
}
