using Countme.Adapters.Compression;
using Countme.Adapters.Compression.Decoders;

namespace Countme.Adapters.Tests.Compression;

public sealed class DecoderMemoryTests
{
    private const long MiB = 1 << 20;

    public static TheoryData<string, byte[], long, long> Needs => new()
    {
        { "plain", Samples.Log, 0, 0 },
        { "gzip", Samples.Gzip, 32 << 10, 64 << 10 },
        { "xz -0: 256 KiB", Samples.Xz, 256 << 10, MiB / 2 },
        { "xz -9: 64 MiB", Samples.XzZeros, 64 * MiB, 66 * MiB },
        { "lzma -0: 256 KiB", Samples.Lzma, 256 << 10, MiB / 2 },
        { "zstd", Samples.Zstd, 64 << 10, MiB },
        { "bzip2 -1: 400 KB", Samples.Bzip2, 400_000, MiB / 2 },
        { "bzip2 -9: 3.6 MB", Samples.Bzip2Zeros, 3_600_000, 4 * MiB },
    };

    public static TheoryData<byte[], string, string, string> TooLarge => new()
    {
        { Samples.XzHuge, "xz", "a dictionary that needs 192 MiB of memory", "with 'xz -9' or less" },
        { Samples.LzmaHuge, "lzma", "a dictionary that needs 256 MiB of memory", "with 'xz -9' or less" },
        { Samples.ZstdHuge, "zstd", "a window that needs more memory than a decoder gets", "without --long, or with --long=27," },
    };

    public static TheoryData<string, byte[], long> Bombs => new()
    {
        { "gzip", StoredLog.Repeat(Samples.GzipZeros, 64), 64 * MiB },
        { "xz", StoredLog.Repeat(Samples.XzZeros, 64), 64 * MiB },
        { "zstd", StoredLog.Repeat(Samples.ZstdZeros, 256), 256 * MiB },
        { "bzip2", Samples.Bzip2Zeros, 45_000_000 },
    };

    [Theory, MemberData(nameof(Needs), DisableDiscoveryEnumeration = true)]
    public void DecoderMemoryBytes_JustOpened_WhatTheHeaderAsksFor(string name, byte[] stored, long least, long most)
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(stored));
        long opened = content.DecoderMemoryBytes;
        _ = content.Read(new byte[10]);
        long reading = content.DecoderMemoryBytes;

        content.Dispose();

        Assert.True(opened >= least && opened <= most, $"{name}: {opened} after opening, expected {least} to {most}");
        Assert.True(reading >= least && reading <= most, $"{name}: {reading} while reading, expected {least} to {most}");
        Assert.Equal(0, content.DecoderMemoryBytes);
    }

    [Theory, MemberData(nameof(TooLarge), DisableDiscoveryEnumeration = true)]
    public void Read_HeaderAsksForTooMuch_DamagedWithRemedy(byte[] stored, string kind, string found, string how)
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(stored));

        var damage = Assert.Throws<DamagedArchiveException>(() => content.Read(new byte[10]));

        Assert.Equal(
            $"Damaged {kind} archive: found {found} at compressed byte {damage.OffsetBytes}, expected at most 128 MiB. "
            + $"Compress the log again {how} and upload it.",
            damage.Message);
        Assert.True(content.DecoderMemoryBytes <= Decoder.MemoryLimitBytes);
    }

    [Theory, MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void Read_HugeExpansion_StreamsWithoutGrowing(string name, byte[] stored, long contentBytes)
    {
        byte[] buffer = new byte[MiB];
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(stored));
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        long memoryBefore = content.DecoderMemoryBytes;
        long total = 0;
        for (int read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            total += read;
            Assert.True(buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) < 0, name);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;

        Assert.Equal((name, contentBytes), (name, total));
        Assert.True(allocated < 64 << 10, $"{name}: {allocated} bytes allocated");
        Assert.True(content.DecoderMemoryBytes <= memoryBefore + MiB, $"{name}: {content.DecoderMemoryBytes}, at first {memoryBefore}");
    }

    [Fact]
    public void Read_DecoderMakesNoProgress_DamagedInsteadOfHanging()
    {
        var input = new StoredInput(new MemoryStream(Samples.Gzip), leaveOpen: false);
        using var content = new DecompressionStream(input, CompressionKind.Gzip, new StuckDecoder());

        var damage = Assert.Throws<DamagedArchiveException>(() => content.Read(new byte[10]));

        Assert.Equal(
            "Damaged gzip archive: found data that leads nowhere at compressed byte 0, expected progress. Upload the log again.",
            damage.Message);
    }

    private sealed class StuckDecoder : Decoder
    {
        internal override CompressionKind Kind => CompressionKind.Gzip;

        internal override string Expected => "progress";

        internal override long MemoryBytes => 0;

        internal override void Start(CompressionKind kind, ReadOnlySpan<byte> head)
        {
        }

        protected override DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes) => default;

        protected override void Release()
        {
        }
    }
}
