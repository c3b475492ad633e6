using Countme.Adapters.Compression;
using Countme.Core.Upload;

namespace Countme.Adapters.Formats;

/// <summary>How stored logs become content, and content a stored log.</summary>
/// <param name="Unpack">
/// Opens stored bytes of any supported format, told by their first bytes. Disposing the result disposes the stream under it.
/// </param>
/// <param name="DecoderMemoryBytes">What such an opened stream holds in memory for its decompression, in bytes.</param>
/// <param name="Pack">Compresses into a stream. Disposing the result ends the archive and leaves the stream under it open.</param>
/// <param name="IsDamage">
/// Whether a failure of opening or reading means that the archive is damaged, and not that the machine failed.
/// </param>
public sealed record LogPacking(
    Func<Stream, Stream> Unpack, Func<Stream, long> DecoderMemoryBytes, Func<Stream, Stream> Pack, Func<Exception, bool> IsDamage)
{
    /// <summary>Every format that the system's libraries read; decoding runs ahead of the reader. Writes zstd.</summary>
    /// <param name="workers">Threads that compress. At least 1.</param>
    public static LogPacking OfSystem(int workers) => new(
        Open,
        content => content is LogContentStream log ? log.DecoderMemoryBytes : 0,
        stored => new ZstdWriteStream(stored, new ZstdWriteOptions { Workers = workers }, leaveOpen: true),
        exception => exception is DamagedArchiveException);

    /// <summary>Opens a stored log's content.</summary>
    /// <param name="stored">The stored bytes; disposed with the content, or here when this throws.</param>
    /// <param name="name">What the log is called when it is damaged.</param>
    /// <exception cref="UnreadableLogException">Its archive is damaged.</exception>
    internal LogContent Open(Stream stored, string name)
    {
        try
        {
            Stream content = Unpack(stored);
            bool isSlow = content is LogContentStream { Kind: CompressionKind.Xz or CompressionKind.LzmaAlone or CompressionKind.Bzip2 };
            return new LogContent(new UnpackedLog(content, name, IsDamage), DecoderMemoryBytes(content), isSlow);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            stored.Dispose();
            throw UnpackedLog.Damaged(name, exception);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    private static LogContentStream Open(Stream stored)
    {
        LogContentStream content = LogCompression.OpenRead(stored);
        return content.Kind == CompressionKind.Plain ? content : new ReadAheadStream(content);
    }
}
