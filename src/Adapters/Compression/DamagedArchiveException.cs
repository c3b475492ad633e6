using System.Globalization;

namespace Countme.Adapters.Compression;

/// <summary>
/// A stored log cannot be read to its end: it is cut short, a checksum is wrong, something else follows it, or it asks for more
/// memory than a decoder gets. Bytes read before this was noticed belong to a log that must be set aside as a whole.
/// </summary>
public sealed class DamagedArchiveException : IOException
{
    private const string UploadAgain = "Upload the log again.";

    /// <summary>Makes the message from what was found, where, and what should have been there.</summary>
    /// <param name="kind">Format told by the first bytes.</param>
    /// <param name="offsetBytes">Where in the stored, compressed bytes the damage was noticed; the cause may lie before it.</param>
    /// <param name="found">What is there, as it stands after "found".</param>
    /// <param name="expected">What should be there, as it stands after "expected".</param>
    /// <param name="remedy">A sentence on what to do; left out: upload the log again.</param>
    public DamagedArchiveException(CompressionKind kind, long offsetBytes, string found, string expected, string? remedy = null)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Damaged {NameOf(kind)} archive: found {found} at compressed byte {offsetBytes}, "
            + $"expected {expected}. {remedy ?? UploadAgain}"))
    {
        Kind = kind;
        OffsetBytes = offsetBytes;
    }

    /// <summary>Format told by the first bytes.</summary>
    public CompressionKind Kind { get; }

    /// <summary>Where in the stored, compressed bytes the damage was noticed, counted from 0.</summary>
    public long OffsetBytes { get; }

    /// <summary>The name its own tool gives the format.</summary>
    private static string NameOf(CompressionKind kind) => kind switch
    {
        CompressionKind.Gzip => "gzip",
        CompressionKind.Xz => "xz",
        CompressionKind.LzmaAlone => "lzma",
        CompressionKind.Zstd => "zstd",
        CompressionKind.Bzip2 => "bzip2",
        _ => "plain",
    };
}
