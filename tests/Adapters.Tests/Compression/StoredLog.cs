using Countme.Adapters.Compression;

namespace Countme.Adapters.Tests.Compression;

/// <summary>A stored log in memory, opened and read to its end.</summary>
internal static class StoredLog
{
    internal static byte[] Read(byte[] stored)
    {
        using LogContentStream content = LogCompression.OpenRead(new MemoryStream(stored));
        return ReadToEnd(content, bufferBytes: 4096);
    }

    internal static byte[] ReadToEnd(Stream content, int bufferBytes)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[bufferBytes];
        for (int read = content.Read(buffer.AsSpan()); read > 0; read = content.Read(buffer.AsSpan()))
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    internal static async Task<byte[]> ReadToEndAsync(Stream content, int bufferBytes)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[bufferBytes];
        for (int read = await content.ReadAsync(buffer.AsMemory()); read > 0; read = await content.ReadAsync(buffer.AsMemory()))
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    internal static byte[] Join(params byte[][] parts) => parts.SelectMany(part => part).ToArray();

    internal static byte[] Repeat(byte[] part, int times) => Enumerable.Repeat(part, times).SelectMany(bytes => bytes).ToArray();
}
