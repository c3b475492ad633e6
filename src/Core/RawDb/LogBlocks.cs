using System.Buffers;
using System.Runtime.CompilerServices;
using Countme.Core.Upload;

namespace Countme.Core.RawDb;

/// <summary>Whole lines of a log.</summary>
/// <param name="Buffer">Holds the lines; rented, given back by whoever read them.</param>
/// <param name="Length">Bytes of lines in it.</param>
/// <param name="TooLongLines">Lines before these that were longer than the limit and are not here.</param>
internal readonly record struct LogBlock(byte[] Buffer, int Length, int TooLongLines)
{
    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Lines => Buffer.AsSpan(0, Length);

    /// <summary>Gives the memory back; the block must not be used any more.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}

/// <summary>Cuts a log into blocks of whole lines. Holds one block, and as much of a line as the limit allows.</summary>
internal static class LogBlocks
{
    /// <summary>Usual size of a block, in bytes. Larger ones are slower: they leave the cache between reading and parsing.</summary>
    public const int BlockBytes = 1 << 19;

    /// <summary>Longest line that is read, in bytes with its end; a longer one is malformed.</summary>
    public const int MaxLineBytes = 16 << 20;

    /// <summary>Reads a log from its start to its end.</summary>
    /// <param name="content">The log.</param>
    /// <param name="hasher">Is given every byte, if there is one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async IAsyncEnumerable<LogBlock> ReadAsync(
        Stream content, ContentHasher? hasher, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        int filled = 0;
        bool isSkipping = false;
        int tooLong = 0;
        while (true)
        {
            int read = await content.ReadAtLeastAsync(
                buffer.AsMemory(filled), buffer.Length - filled, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            hasher?.Append(buffer.AsSpan(filled, read));
            filled += read;
            bool isEnd = filled < buffer.Length;
            if (isSkipping)
            {
                isSkipping = !TryDropToLineEnd(buffer, ref filled, isEnd) && !isEnd;
                if (isSkipping || (filled < buffer.Length && !isEnd))
                {
                    continue;
                }
            }

            int end = isEnd ? filled : LastLineEnd(buffer.AsSpan(0, filled));
            if (end > 0 || isEnd)
            {
                byte[] next = ArrayPool<byte>.Shared.Rent(isEnd ? 1 : BlockBytes + filled - end);
                buffer.AsSpan(end, filled - end).CopyTo(next);
                yield return new LogBlock(buffer, end, tooLong);
                if (isEnd)
                {
                    ArrayPool<byte>.Shared.Return(next);
                    yield break;
                }

                tooLong = 0;
                filled -= end;
                buffer = next;
            }
            else if (filled >= MaxLineBytes)
            {
                tooLong++;
                isSkipping = true;
                filled = 0;
            }
            else
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, filled).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    /// <summary>Index after the last line end. A CR at the very end may be half of a CR LF and is left for the next block.</summary>
    private static int LastLineEnd(ReadOnlySpan<byte> filled)
    {
        int lineFeed = filled.LastIndexOf((byte)'\n');
        return lineFeed >= 0 ? lineFeed + 1 : filled[..^1].LastIndexOf((byte)'\r') + 1;
    }

    /// <summary>Drops the rest of a line that is too long, with its end. A CR at the very end waits for the LF that may follow.</summary>
    private static bool TryDropToLineEnd(byte[] buffer, ref int filled, bool isEnd)
    {
        int end = buffer.AsSpan(0, filled).IndexOfAny((byte)'\n', (byte)'\r');
        bool mayGoOn = end >= 0 && end == filled - 1 && buffer[end] == '\r' && !isEnd;
        int start = end < 0 ? filled : mayGoOn ? end : end + 1;
        if (end >= 0 && buffer[end] == '\r' && start < filled && buffer[start] == '\n')
        {
            start++;
        }

        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        filled -= start;
        return end >= 0 && !mayGoOn;
    }
}
