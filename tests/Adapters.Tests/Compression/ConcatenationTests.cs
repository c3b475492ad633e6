using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

public sealed class ConcatenationTests
{
    private static readonly byte[] SkippableFrame = [0x5A, 0x2A, 0x4D, 0x18, 0x03, 0x00, 0x00, 0x00, 0x28, 0xB5, 0x2F];

    private static readonly byte[] TwoLogs = StoredLog.Join(Samples.Log, Samples.Log);

    public static TheoryData<string, byte[]> Twice => new()
    {
        { "gzip members", StoredLog.Join(Samples.Gzip, Samples.GzipNamed) },
        { "gzip members with an empty one", StoredLog.Join(Samples.GzipEmpty, Samples.Gzip, Samples.GzipEmpty, Samples.Gzip) },
        { "gzip members, padding between and after", StoredLog.Join(Samples.Gzip, new byte[5], Samples.Gzip, new byte[600_000]) },
        { "xz streams", StoredLog.Join(Samples.Xz, Samples.XzSha256) },
        { "xz streams, padding between and after", StoredLog.Join(Samples.Xz, new byte[4], Samples.XzBlocks, new byte[8]) },
        { "xz streams, padding not in fours", StoredLog.Join(Samples.Xz, new byte[300_001], Samples.Xz, new byte[3]) },
        { "xz streams with an empty one", StoredLog.Join(Samples.XzEmpty, Samples.Xz, Samples.XzEmpty, Samples.Xz) },
        { "lzma after lzma", StoredLog.Join(Samples.Lzma, Samples.Lzma) },
        { "lzma and xz", StoredLog.Join(Samples.Lzma, Samples.Xz) },
        { "xz and lzma", StoredLog.Join(Samples.Xz, Samples.Lzma) },
        { "zstd frames", StoredLog.Join(Samples.Zstd, Samples.ZstdUnchecked) },
        { "zstd frames, skippable ones", StoredLog.Join(SkippableFrame, Samples.Zstd, SkippableFrame, Samples.Zstd, SkippableFrame) },
        { "zstd frames with an empty one", StoredLog.Join(Samples.ZstdEmpty, Samples.Zstd, Samples.ZstdEmpty, Samples.Zstd) },
        { "bzip2 streams", StoredLog.Join(Samples.Bzip2, Samples.Bzip2) },
        { "bzip2 streams with an empty one", StoredLog.Join(Samples.Bzip2Empty, Samples.Bzip2, Samples.Bzip2Empty, Samples.Bzip2) },
    };

    public static TheoryData<string, byte[], CompressionKind, int> Junk => new()
    {
        { "gzip, text", StoredLog.Join(Samples.Gzip, "x"u8.ToArray()), CompressionKind.Gzip, Samples.Gzip.Length },
        { "gzip, padding and text", StoredLog.Join(Samples.Gzip, [0, 0, 9]), CompressionKind.Gzip, Samples.Gzip.Length + 2 },
        { "gzip, half a signature", StoredLog.Join(Samples.Gzip, [0x1F]), CompressionKind.Gzip, Samples.Gzip.Length },
        { "gzip, xz", StoredLog.Join(Samples.Gzip, Samples.Xz), CompressionKind.Gzip, Samples.Gzip.Length },
        { "xz, text", StoredLog.Join(Samples.Xz, Samples.Log), CompressionKind.Xz, Samples.Xz.Length },
        { "xz, padding and gzip", StoredLog.Join(Samples.Xz, new byte[4], Samples.Gzip), CompressionKind.Xz, Samples.Xz.Length + 4 },
        { "lzma, text", StoredLog.Join(Samples.Lzma, "x"u8.ToArray()), CompressionKind.LzmaAlone, Samples.Lzma.Length },
        { "zstd, text", StoredLog.Join(Samples.Zstd, Samples.Log), CompressionKind.Zstd, Samples.Zstd.Length },
        { "zstd, zero bytes", StoredLog.Join(Samples.Zstd, new byte[4]), CompressionKind.Zstd, Samples.Zstd.Length },
        { "bzip2, text", StoredLog.Join(Samples.Bzip2, Samples.Log), CompressionKind.Bzip2, Samples.Bzip2.Length },
        { "bzip2, a zero byte", StoredLog.Join(Samples.Bzip2, [0]), CompressionKind.Bzip2, Samples.Bzip2.Length },
    };

    [Theory, MemberData(nameof(Twice), DisableDiscoveryEnumeration = true)]
    public void Read_SeveralInARow_OneLog(string name, byte[] stored)
    {
        byte[] content = StoredLog.Read(stored);
        byte[] slowly = StoredLog.ReadToEnd(LogCompression.OpenRead(new TrickleStream(stored, bytesPerRead: 3)), bufferBytes: 50);

        Assert.True(content.AsSpan().SequenceEqual(TwoLogs), name);
        Assert.True(slowly.AsSpan().SequenceEqual(TwoLogs), name);
    }

    [Theory, MemberData(nameof(Junk), DisableDiscoveryEnumeration = true)]
    public void Read_SomethingElseBehind_Damaged(string name, byte[] stored, CompressionKind kind, int offsetBytes)
    {
        var damage = Assert.Throws<DamagedArchiveException>(() => StoredLog.Read(stored));
        var slowly = Assert.Throws<DamagedArchiveException>(
            () => StoredLog.ReadToEnd(LogCompression.OpenRead(new TrickleStream(stored)), bufferBytes: 50));

        Assert.Equal((name, kind, offsetBytes), (name, damage.Kind, damage.OffsetBytes));
        Assert.Equal(damage.Message, slowly.Message);
    }

    [Fact]
    public void Read_OnlySkippableFrames_EmptyLog() =>
        Assert.Empty(StoredLog.Read(StoredLog.Join(SkippableFrame, SkippableFrame)));

    [Fact]
    public void Read_ManyMembersAcrossBufferBorders_AllOfThem()
    {
        byte[] stored = StoredLog.Repeat(Samples.Gzip, 3000);

        byte[] content = StoredLog.Read(stored);

        Assert.True(stored.Length > 512 << 10);
        Assert.True(content.AsSpan().SequenceEqual(StoredLog.Repeat(Samples.Log, 3000)));
    }
}
