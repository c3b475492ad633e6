using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

public sealed class DamageTests
{
    private const string GzipMember = "a complete gzip member with matching checksum and length";
    private const int FuzzSeed = 20_260_330;
    private const int FuzzCasesPerSample = 4_000;

    /// <summary>Lzma is not among them: it has no checksum and cannot notice every change.</summary>
    public static TheoryData<string, byte[]> CheckedArchives => new()
    {
        { "gzip", Samples.Gzip },
        { "gzip, named", Samples.GzipNamed },
        { "xz", Samples.Xz },
        { "xz, SHA-256", Samples.XzSha256 },
        { "xz, blocks", Samples.XzBlocks },
        { "zstd", Samples.Zstd },
        { "bzip2", Samples.Bzip2 },
    };

    public static TheoryData<string, byte[]> Archives
    {
        get
        {
            TheoryData<string, byte[]> archives = CheckedArchives;
            archives.Add("lzma", Samples.Lzma);
            return archives;
        }
    }

    /// <summary>Stored bytes; offset, or null where it depends on the library's version; format; what was found and expected.</summary>
    public static TheoryData<byte[], int?, string, string, string> Messages => new()
    {
        { Samples.Gzip[..100], 100, "gzip", "the end of the file", GzipMember },
        { Flip(Samples.Gzip, ^6), null, "gzip", "incorrect data check", GzipMember },
        { Flip(Samples.Gzip, ^1), null, "gzip", "incorrect length check", GzipMember },
        {
            StoredLog.Join(Samples.Gzip, Samples.Log), Samples.Gzip.Length,
            "gzip", "other data after a complete archive", $"the end of the file, or {GzipMember}"
        },
        { Samples.Xz[..5], 5, "xz", "the end of the file", "the rest of the format's signature" },
        { Flip(Samples.Xz, 100), null, "xz", "damaged data", "a complete xz stream with matching checksums" },
        { Flip(Samples.Lzma, 50), null, "lzma", "damaged data", "a complete lzma stream" },
        {
            Flip(Samples.Zstd, ^1), null,
            "zstd", "\"Restored data doesn't match checksum\"", "a complete zstd frame with matching checksum"
        },
        { Flip(Samples.Bzip2, 100), null, "bzip2", "damaged data", "a complete bzip2 stream with matching checksums" },
    };

    [Theory, MemberData(nameof(Archives), DisableDiscoveryEnumeration = true)]
    public void Read_CutAnywhere_Damaged(string name, byte[] stored)
    {
        for (int cut = 1; cut < stored.Length; cut++)
        {
            byte[] rest = stored[..cut];
            if (cut == 1 && stored[0] is (byte)'(' or (byte)'B' or (byte)']')
            {
                Assert.Equal(rest, StoredLog.Read(rest));
                continue;
            }

            DamagedArchiveException? damage = DamageOf(rest);

            Assert.True(damage is not null, $"{name}: cut after {cut} bytes");
            Assert.Equal((cut, cut), (cut, damage.OffsetBytes));
        }
    }

    [Theory, MemberData(nameof(Archives), DisableDiscoveryEnumeration = true)]
    public void Read_CutAnywhereInTheSecondMember_DamagedUnlessBetweenTheTwo(string name, byte[] stored)
    {
        byte[] twice = StoredLog.Join(stored, stored);

        Assert.Equal(Samples.Log, StoredLog.Read(twice[..stored.Length]));
        for (int cut = stored.Length + 1; cut < twice.Length; cut++)
        {
            Assert.True(DamageOf(twice[..cut]) is not null, $"{name}: cut after {cut} bytes");
        }
    }

    [Theory, MemberData(nameof(CheckedArchives), DisableDiscoveryEnumeration = true)]
    public void Read_AnyBitFlipped_DamagedOrSameContentOrNoArchiveAnyMore(string name, byte[] stored)
    {
        int damaged = 0;
        for (int bit = 0; bit < stored.Length * 8; bit++)
        {
            byte[] flipped = [.. stored];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            damaged += IsDamagedOrUnchanged(flipped, Samples.Log, $"{name}: bit {bit}") ? 1 : 0;
        }

        // Names, times and flags nobody reads may change; the rest is noticed.
        Assert.True(damaged > stored.Length * 6, $"{name}: {damaged} of {stored.Length * 8} flips noticed");
    }

    [Theory, MemberData(nameof(CheckedArchives), DisableDiscoveryEnumeration = true)]
    public void Read_AnyBitOfTheSecondMemberFlipped_DamagedOrSameContent(string name, byte[] stored)
    {
        byte[] twice = StoredLog.Join(stored, stored);
        byte[] content = StoredLog.Join(Samples.Log, Samples.Log);
        for (int bit = stored.Length * 8; bit < twice.Length * 8; bit++)
        {
            byte[] flipped = [.. twice];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            _ = IsDamagedOrUnchanged(flipped, content, $"{name}: bit {bit}");
        }
    }

    [Theory, MemberData(nameof(Archives), DisableDiscoveryEnumeration = true)]
    public void Read_RandomDamage_NeverOtherContentAndNeverAnotherError(string name, byte[] stored)
    {
        var random = new Random(FuzzSeed);
        for (int number = 0; number < FuzzCasesPerSample; number++)
        {
            byte[] mutated = Mutate(stored, random);
            string about = $"{name}: seed {FuzzSeed}, case {number}";
            if (name == "lzma")
            {
                // Without a checksum other content can come out; what counts is that reading ends, and with no other error.
                _ = DamageOf(mutated);
            }
            else
            {
                _ = IsDamagedOrUnchanged(mutated, Samples.Log, about);
            }
        }
    }

    [Theory, MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Read_Damaged_MessageSaysFoundExpectedRemedy(
        byte[] stored, int? offsetBytes, string kind, string found, string expected)
    {
        var damage = Assert.Throws<DamagedArchiveException>(() => StoredLog.Read(stored));

        Assert.InRange(damage.OffsetBytes, offsetBytes ?? 10, offsetBytes ?? stored.Length);
        Assert.Equal(
            $"Damaged {kind} archive: found {found} at compressed byte {damage.OffsetBytes}, expected {expected}. Upload the log again.",
            damage.Message);
    }

    [Fact]
    public void Read_AfterDamage_SameDamageAgain()
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(Samples.Zstd[..^1]));
        var first = Assert.Throws<DamagedArchiveException>(() => StoredLog.ReadToEnd(content, 100_000));

        var second = Assert.Throws<DamagedArchiveException>(() => content.Read(new byte[1]));

        Assert.Equal(first.Message, second.Message);
    }

    [Fact]
    public void Read_DamageAtTheEnd_ContentBeforeItIsHandedOut()
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(StoredLog.Join(Samples.Gzip, Samples.Gzip[..^1])));
        byte[] buffer = new byte[Samples.Log.Length];

        content.ReadExactly(buffer);

        Assert.Equal(Samples.Log, buffer);
        Assert.Throws<DamagedArchiveException>(() => StoredLog.ReadToEnd(content, 100));
    }

    private static byte[] Flip(byte[] stored, Index index)
    {
        byte[] flipped = [.. stored];
        flipped[index] ^= 0x10;
        return flipped;
    }

    private static DamagedArchiveException? DamageOf(byte[] stored)
    {
        try
        {
            _ = StoredLog.Read(stored);
            return null;
        }
        catch (DamagedArchiveException damage)
        {
            return damage;
        }
    }

    /// <summary>False: read without an error, with the content it may have.</summary>
    private static bool IsDamagedOrUnchanged(byte[] stored, byte[] content, string about)
    {
        byte[] read;
        try
        {
            read = StoredLog.Read(stored);
        }
        catch (DamagedArchiveException)
        {
            return true;
        }

        bool isPlain = LogCompression.Detect(stored) == CompressionKind.Plain;
        Assert.True(read.AsSpan().SequenceEqual(isPlain ? stored : content), about);
        return false;
    }

    /// <summary>One to four small accidents: a changed byte, a lost, doubled or zeroed stretch, a cut.</summary>
    private static byte[] Mutate(byte[] stored, Random random)
    {
        var bytes = stored.ToList();
        for (int accidents = random.Next(1, 5); accidents > 0 && bytes.Count > 0; accidents--)
        {
            int start = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 9), bytes.Count - start);
            switch (random.Next(6))
            {
                case 0:
                    bytes[start] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(start, length);
                    break;
                case 2:
                    bytes.InsertRange(start, bytes.GetRange(start, length));
                    break;
                case 3:
                    bytes.InsertRange(start, new byte[length]);
                    break;
                case 4:
                    bytes[start] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes.RemoveRange(start, bytes.Count - start);
                    break;
            }
        }

        return [.. bytes];
    }
}
