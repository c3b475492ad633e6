using System.Buffers.Binary;
using System.Numerics;
using Countme.Adapters.Compression.Decoders;

namespace Countme.Adapters.Compression;

/// <summary>Opens stored logs whatever they are compressed with. The first bytes tell the format, never the name.</summary>
public static class LogCompression
{
    /// <summary>The longest signature: lzma's, which has properties, dictionary size and length but no magic number.</summary>
    internal const int SignatureBytes = 13;

    private static ReadOnlySpan<byte> GzipSignature => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> XzSignature => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];

    private static ReadOnlySpan<byte> ZstdSignature => [0x28, 0xB5, 0x2F, 0xFD];

    private static ReadOnlySpan<byte> ZstdSkippableSignatureEnd => [0x2A, 0x4D, 0x18];

    private static ReadOnlySpan<byte> Bzip2Signature => "BZh"u8;

    /// <summary>Begins a block: the digits of π.</summary>
    private static ReadOnlySpan<byte> Bzip2BlockMark => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    /// <summary>Ends a stream, here an empty one: the digits of √π.</summary>
    private static ReadOnlySpan<byte> Bzip2EndMark => [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

    /// <summary>The most common lc, lp and pb (3, 0, 2), and a dictionary of whole 64 KiB. Others are not told from text.</summary>
    private static ReadOnlySpan<byte> LzmaAloneSignature => [0x5D, 0x00, 0x00];

    /// <summary>Tells the format from a log's first bytes.</summary>
    /// <param name="head">The first 13 bytes of the stored log, or all of them if there are fewer. More do no harm.</param>
    /// <returns><see cref="CompressionKind.Plain"/> if no signature is complete.</returns>
    public static CompressionKind Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(GzipSignature))
        {
            return CompressionKind.Gzip;
        }

        if (head.StartsWith(XzSignature))
        {
            return CompressionKind.Xz;
        }

        if (head.StartsWith(ZstdSignature) || IsZstdSkippable(head))
        {
            return CompressionKind.Zstd;
        }

        if (IsBzip2(head))
        {
            return CompressionKind.Bzip2;
        }

        return IsLzmaAlone(head) ? CompressionKind.LzmaAlone : CompressionKind.Plain;
    }

    /// <summary>Opens a stored log for reading its content, from the stream's present position to its end.</summary>
    /// <param name="stored">The stored bytes. Read at once for the signature, without asking for a length or seeking.</param>
    /// <param name="leaveOpen">Whether <paramref name="stored"/> stays open when the result is disposed, or when this throws.</param>
    /// <returns>
    /// The content. Its reads throw <see cref="DamagedArchiveException"/> instead of ending early; it is not an error that a log is
    /// empty. Several members, streams or frames in a row are one log.
    /// </returns>
    /// <exception cref="DamagedArchiveException">The file ends within its signature.</exception>
    /// <exception cref="MissingLibraryException">The system has no library for the format.</exception>
    public static LogContentStream OpenRead(Stream stored, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var input = new StoredInput(stored, leaveOpen);
        try
        {
            while (input.Lacks(SignatureBytes))
            {
                input.Fill();
            }

            return Open(input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Like <see cref="OpenRead"/>, for streams that should only be read asynchronously.</summary>
    /// <param name="stored">The stored bytes. Read at once for the signature, without asking for a length or seeking.</param>
    /// <param name="leaveOpen">Whether <paramref name="stored"/> stays open when the result is disposed, or when this throws.</param>
    /// <param name="cancellationToken">Ends the wait for the first bytes.</param>
    /// <returns>The content, as from <see cref="OpenRead"/>.</returns>
    /// <exception cref="DamagedArchiveException">The file ends within its signature.</exception>
    /// <exception cref="MissingLibraryException">The system has no library for the format.</exception>
    public static async ValueTask<LogContentStream> OpenReadAsync(Stream stored, bool leaveOpen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var input = new StoredInput(stored, leaveOpen);
        try
        {
            while (input.Lacks(SignatureBytes))
            {
                await input.FillAsync(cancellationToken).ConfigureAwait(false);
            }

            return Open(input);
        }
        catch
        {
            await input.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static LogContentStream Open(StoredInput input)
    {
        CompressionKind kind = Detect(input.Available);
        Decoder? decoder = kind switch
        {
            CompressionKind.Gzip => new GzipDecoder(),
            CompressionKind.Xz or CompressionKind.LzmaAlone => new XzDecoder(),
            CompressionKind.Zstd => new ZstdDecoder(),
            CompressionKind.Bzip2 => new Bzip2Decoder(),
            _ => null,
        };
        if (decoder is not null)
        {
            return new DecompressionStream(input, kind, decoder);
        }

        ThrowIfCutInSignature(input);
        return new PlainStream(input);
    }

    private static bool IsZstdSkippable(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && (head[0] & 0xF0) == 0x50 && head[1..].StartsWith(ZstdSkippableSignatureEnd);

    /// <summary>All ten bytes, because a line of text may well begin with <c>BZh1</c>.</summary>
    private static bool IsBzip2(ReadOnlySpan<byte> head) =>
        head.StartsWith(Bzip2Signature)
        && head.Length >= 10
        && head[3] is >= (byte)'1' and <= (byte)'9'
        && (head[4..].StartsWith(Bzip2BlockMark) || head[4..].StartsWith(Bzip2EndMark));

    /// <summary>
    /// The same doubts as liblzma's own: a dictionary of 2^n or 2^n + 2^(n−1) bytes, and a length that is unknown (all ones) or below
    /// 256 GiB. Two zero bytes and these make a text all but impossible.
    /// </summary>
    private static bool IsLzmaAlone(ReadOnlySpan<byte> head)
    {
        if (head.Length < SignatureBytes || !head.StartsWith(LzmaAloneSignature))
        {
            return false;
        }

        uint dictionaryBytes = BinaryPrimitives.ReadUInt32LittleEndian(head[1..]);
        uint belowTopBit = dictionaryBytes == 0 ? 0 : dictionaryBytes - (1u << BitOperations.Log2(dictionaryBytes));
        bool isPlausible = dictionaryBytes != 0
            && (belowTopBit == 0 || belowTopBit == 1u << (BitOperations.Log2(dictionaryBytes) - 1));
        ulong contentBytes = BinaryPrimitives.ReadUInt64LittleEndian(head[5..]);
        return isPlausible && contentBytes is ulong.MaxValue or < 1UL << 38;
    }

    /// <summary>
    /// A whole file of a few bytes that begins a signature is the rest of an archive, not a log. One byte is enough where it cannot
    /// begin a line; a lone <c>(</c>, <c>B</c> or <c>]</c> is text.
    /// </summary>
    private static void ThrowIfCutInSignature(StoredInput input)
    {
        ReadOnlySpan<byte> whole = input.Available;
        if (!input.HasEnded || whole.IsEmpty || (whole.Length == 1 && whole[0] is not (0x1F or 0xFD)))
        {
            return;
        }

        CompressionKind kind = GzipSignature.StartsWith(whole) ? CompressionKind.Gzip
            : XzSignature.StartsWith(whole) ? CompressionKind.Xz
            : ZstdSignature.StartsWith(whole) ? CompressionKind.Zstd
            : IsCutBzip2(whole) ? CompressionKind.Bzip2
            : IsCutLzmaAlone(whole) ? CompressionKind.LzmaAlone
            : CompressionKind.Plain;
        if (kind != CompressionKind.Plain)
        {
            throw new DamagedArchiveException(kind, whole.Length, "the end of the file", "the rest of the format's signature");
        }
    }

    private static bool IsCutBzip2(ReadOnlySpan<byte> whole) =>
        Bzip2Signature.StartsWith(whole)
        || (whole.Length is >= 4 and < 10
            && whole.StartsWith(Bzip2Signature)
            && whole[3] is >= (byte)'1' and <= (byte)'9'
            && (Bzip2BlockMark.StartsWith(whole[4..]) || Bzip2EndMark.StartsWith(whole[4..])));

    private static bool IsCutLzmaAlone(ReadOnlySpan<byte> whole) =>
        whole.Length < SignatureBytes && (LzmaAloneSignature.StartsWith(whole) || whole.StartsWith(LzmaAloneSignature));
}
