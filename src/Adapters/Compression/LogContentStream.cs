namespace Countme.Adapters.Compression;

/// <summary>The content of a stored log, read once from front to back. Not safe for use by two threads at a time.</summary>
public abstract class LogContentStream : ForwardStream
{
    /// <summary>The format the log is stored in, told by its first bytes.</summary>
    public abstract CompressionKind Kind { get; }

    /// <summary>
    /// Memory this stream's decoder holds, in bytes: 0 for a plain log, up to 128 MiB and a little for xz, lzma and zstd. What the
    /// format's header asks for is counted from the opening on, if the header arrived with the first bytes; otherwise from the
    /// first read on. May be asked for while another thread reads. The buffer of 256 KiB before the decoder is not counted.
    /// </summary>
    public abstract long DecoderMemoryBytes { get; }
}
