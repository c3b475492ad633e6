using System.IO.Compression;
using Countme.Adapters.Formats;

namespace Countme.Adapters.Tests.Formats;

/// <summary>Packs with gzip; enough to see that content and stored bytes are told apart.</summary>
internal static class TestPacking
{
    public const long MemoryBytes = 12_345;

    public static LogPacking Gzip { get; } = new(
        stored => new GZipStream(stored, CompressionMode.Decompress),
        _ => MemoryBytes,
        stored => new GZipStream(stored, CompressionLevel.Fastest, leaveOpen: true),
        exception => exception is InvalidDataException);

    public static byte[] Pack(byte[] content)
    {
        using var stored = new MemoryStream();
        using (Stream packed = Gzip.Pack(stored))
        {
            packed.Write(content);
        }

        return stored.ToArray();
    }
}
