namespace Countme.Adapters.Disk;

/// <summary>How stored logs become content, and content a stored log.</summary>
/// <param name="Unpack">Opens stored bytes of any supported format, told by their first bytes. Disposing the result disposes the stream under it.</param>
/// <param name="DecoderMemoryBytes">What such an opened stream holds in memory for its decompression, in bytes.</param>
/// <param name="Pack">Compresses into a stream. Disposing the result ends the archive and leaves the stream under it open.</param>
/// <param name="IsDamage">Whether a failure of opening or reading means that the archive is damaged, and not that the machine failed.</param>
public sealed record LogPacking(
    Func<Stream, Stream> Unpack, Func<Stream, long> DecoderMemoryBytes, Func<Stream, Stream> Pack, Func<Exception, bool> IsDamage);
