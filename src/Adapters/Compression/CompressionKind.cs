namespace Countme.Adapters.Compression;

/// <summary>The format a log is stored in, as its first bytes tell it.</summary>
public enum CompressionKind
{
    /// <summary>No known signature: the stored bytes are the log. An empty file is plain.</summary>
    Plain,

    /// <summary>gzip (RFC 1952): <c>1F 8B</c>.</summary>
    Gzip,

    /// <summary>xz: <c>FD 37 7A 58 5A 00</c>.</summary>
    Xz,

    /// <summary>The older LZMA format without checksum, made by <c>xz --format=lzma</c>: <c>5D</c>, a dictionary size, a length.</summary>
    LzmaAlone,

    /// <summary>Zstandard (RFC 8878): <c>28 B5 2F FD</c>, or a skippable frame <c>50…5F 2A 4D 18</c>.</summary>
    Zstd,

    /// <summary>bzip2: <c>BZh</c>, a digit, and the mark of a block or of the end.</summary>
    Bzip2,
}
