using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

public sealed class ZstdWriteStreamTests
{
    private const int FrameBytes = 10_000;

    public static TheoryData<int> ContentSizes =>
        [0, 1, FrameBytes - 1, FrameBytes, FrameBytes + 1, 2 * FrameBytes, (7 * FrameBytes) + 123];

    [Theory, MemberData(nameof(ContentSizes))]
    public async Task Write_AnyWorkersAndWriteSizes_SameArchive(int contentBytes)
    {
        byte[] content = LogOf(contentBytes);
        byte[] archive = Compress(content, workers: 1, writeBytes: int.MaxValue);

        foreach (int workers in new[] { 1, 2, 5 })
        {
            foreach (int writeBytes in new[] { 313, FrameBytes, 25_000 })
            {
                Assert.Equal(archive, Compress(content, workers, writeBytes));
                Assert.Equal(archive, await CompressAsync(content, workers, writeBytes));
            }
        }

        Assert.Equal(content, StoredLog.Read(archive));
    }

    [Fact]
    public void Write_FullFrames_IndependentOfEachOther()
    {
        byte[] content = LogOf((2 * FrameBytes) + 500);

        byte[] archive = Compress(content, workers: 2, writeBytes: 4096);

        byte[] framesAlone = StoredLog.Join(
            Compress(content[..FrameBytes], 1, 4096),
            Compress(content[FrameBytes..(2 * FrameBytes)], 1, 4096),
            Compress(content[(2 * FrameBytes)..], 1, 4096));
        Assert.Equal(framesAlone, archive);
    }

    [Fact]
    public void Write_DefaultOptions_FramesOf4MiBWithChecksumAndSize()
    {
        byte[] content = LogOf((4 << 20) + 1);
        var stored = new MemoryStream();

        using (var stream = new ZstdWriteStream(stored, leaveOpen: true))
        {
            stream.Write(content, 0, content.Length);
        }

        byte[] archive = stored.ToArray();
        byte[] lastFrame = archive[^FrameOf(content[^1..]).Length..];
        Assert.Equal(FrameOf(content[^1..]), lastFrame);
        Assert.Equal(0x04, archive[4] & 0x04);
        Assert.Equal(0x80, archive[4] & 0xC0);
        Assert.Equal(content, StoredLog.Read(archive));
    }

    [Fact]
    public void Write_Nothing_OneEmptyFrame()
    {
        byte[] archive = Compress([], workers: 2, writeBytes: 1);

        Assert.Equal(Samples.ZstdEmpty.Length, archive.Length);
        Assert.Equal(CompressionKind.Zstd, LogCompression.Detect(archive));
        Assert.Empty(StoredLog.Read(archive));
    }

    [Fact]
    public void Flush_BetweenWrites_SameArchive()
    {
        byte[] content = LogOf(FrameBytes + 100);
        var stored = new MemoryStream();
        using var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { FrameBytes = FrameBytes });

        stream.Write(content, 0, 50);
        stream.Flush();
        stream.Write(content, 50, content.Length - 50);
        stream.Complete();
        stream.Complete();

        Assert.Equal(Compress(content, 1, 4096), stored.ToArray());
    }

    [Fact]
    public async Task Dispose_WithoutComplete_CompletesTheArchive()
    {
        byte[] content = LogOf(FrameBytes + 100);
        var stored = new MemoryStream();
        var storedAsync = new MemoryStream();

        using (var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { FrameBytes = FrameBytes }))
        {
            stream.Write(content, 0, content.Length);
        }

        await using (var stream = new ZstdWriteStream(storedAsync, new ZstdWriteOptions { FrameBytes = FrameBytes }))
        {
            await stream.WriteAsync(content);
        }

        Assert.Equal(Compress(content, 1, 4096), stored.ToArray());
        Assert.Equal(stored.ToArray(), storedAsync.ToArray());
        Assert.Throws<ObjectDisposedException>(() => stored.WriteByte(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Write_StoredStreamFails_ErrorOnceAndQuietDispose(int workers)
    {
        byte[] content = LogOf(20 * FrameBytes);
        var options = new ZstdWriteOptions { FrameBytes = FrameBytes, Workers = workers };
        var stream = new ZstdWriteStream(new FullDisk(), options);
        var streamAsync = new ZstdWriteStream(new FullDisk(), options);

        var error = Assert.Throws<IOException>(() => stream.Write(content, 0, content.Length));
        var errorAsync = await Assert.ThrowsAsync<IOException>(async () => await streamAsync.WriteAsync(content));

        Assert.Equal(("full", "full"), (error.Message, errorAsync.Message));
        var broken = Assert.Throws<InvalidOperationException>(stream.Complete);
        Assert.Equal(
            "Found a call on a zstd stream that is broken by an earlier error, expected an open one. "
            + "Write the whole content to a new stream.",
            broken.Message);
        stream.Dispose();
        await streamAsync.DisposeAsync();
    }

    [Fact]
    public async Task Complete_StoredStreamFails_ErrorThereAndQuietDispose()
    {
        var stream = new ZstdWriteStream(new FullDisk());
        var streamAsync = new ZstdWriteStream(new FullDisk());
        stream.Write(Samples.Log, 0, Samples.Log.Length);
        await streamAsync.WriteAsync(Samples.Log);

        Assert.Throws<IOException>(stream.Complete);
        await Assert.ThrowsAsync<IOException>(() => streamAsync.CompleteAsync(default));

        stream.Dispose();
        await streamAsync.DisposeAsync();
    }

    [Fact]
    public void Dispose_NotCompletedAndStoredStreamFails_ErrorIsNotLost()
    {
        var stream = new ZstdWriteStream(new FullDisk());
        stream.Write(Samples.Log, 0, Samples.Log.Length);

        var error = Assert.Throws<IOException>(stream.Dispose);

        Assert.Equal("full", error.Message);
        stream.Dispose();
    }

    [Fact]
    public void Abandon_ThenDispose_NothingMoreIsStored()
    {
        var stored = new MemoryStream();
        var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { FrameBytes = FrameBytes, Workers = 3 }, leaveOpen: true);
        stream.Write(LogOf(2 * FrameBytes), 0, 2 * FrameBytes);
        long before = stored.Length;

        stream.Abandon();
        stream.Dispose();

        Assert.Equal(before, stored.Length);
        Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(0));
    }

    [Fact]
    public async Task WriteAsync_CancelledInTheMiddle_Broken()
    {
        using var cancellation = new CancellationTokenSource();
        var stored = new CancellingStream(cancellation);
        var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { FrameBytes = FrameBytes });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await stream.WriteAsync(LogOf(5 * FrameBytes), cancellation.Token));

        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.CompleteAsync(default));
        await stream.DisposeAsync();
    }

    [Fact]
    public void Write_AfterComplete_Refused()
    {
        using var stream = new ZstdWriteStream(new MemoryStream());
        stream.Complete();

        var refused = Assert.Throws<InvalidOperationException>(() => stream.WriteByte(1));

        Assert.Equal(
            "Found a call on a zstd stream that is complete, expected an open one. Write the whole content to a new stream.",
            refused.Message);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdWriteStream(Stream.Null, new ZstdWriteOptions { Workers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdWriteStream(Stream.Null, new ZstdWriteOptions { Level = 20 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdWriteStream(Stream.Null, new ZstdWriteOptions { FrameBytes = 0 }));
    }

    private static byte[] LogOf(int bytes)
    {
        var random = new Random(7);
        byte[] content = new byte[bytes];
        for (int start = 0; start < bytes; start += Samples.Log.Length)
        {
            Samples.Log.AsSpan(0, Math.Min(Samples.Log.Length, bytes - start)).CopyTo(content.AsSpan(start));
            content[start] = (byte)random.Next(256);
        }

        return content;
    }

    private static byte[] FrameOf(byte[] content) => Compress(content, 1, 4096);

    private static byte[] Compress(byte[] content, int workers, int writeBytes)
    {
        var stored = new MemoryStream();
        using var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { Workers = workers, FrameBytes = FrameBytes });
        foreach (byte[] part in content.Chunk(writeBytes))
        {
            stream.Write(part, 0, part.Length);
        }

        stream.Complete();
        return stored.ToArray();
    }

    private static async Task<byte[]> CompressAsync(byte[] content, int workers, int writeBytes)
    {
        var stored = new MemoryStream();
        await using var stream = new ZstdWriteStream(stored, new ZstdWriteOptions { Workers = workers, FrameBytes = FrameBytes });
        foreach (byte[] part in content.Chunk(writeBytes))
        {
            await stream.WriteAsync(part);
        }

        await stream.CompleteAsync(default);
        return stored.ToArray();
    }

    /// <summary>Fails at every write, and again when it is closed.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("full");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("full");

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new IOException("full at closing");
        }
    }

    /// <summary>Cancels while it takes the first frame.</summary>
    private sealed class CancellingStream(CancellationTokenSource cancellation) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await cancellation.CancelAsync();
    }
}
