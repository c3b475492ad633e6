using Countme.Core.Time;

namespace Countme.Core.Upload;

/// <summary>Tells whether a log is one at all: whether any of its lines carries a date.</summary>
internal static class DatedLines
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Longest text between brackets that is looked at; a date in its usual form has 26 bytes.</summary>
    private const int MaxTimeBytes = 126;

    /// <summary>Reads a log up to its first readable <c>[time]</c>.</summary>
    /// <param name="log">The log; read from where it stands.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>True for a log with a date, and for one that holds nothing but blanks: an empty log is a log.</returns>
    public static async Task<bool> AreInAsync(Stream log, CancellationToken cancellation)
    {
        byte[] block = new byte[BlockBytes];
        int kept = 0;
        bool hasText = false;
        while (true)
        {
            int read = await log.ReadAtLeastAsync(
                block.AsMemory(kept), block.Length - kept, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            var text = block.AsSpan(0, kept + read);
            hasText |= text.IndexOfAnyExcept(" \t\r\n"u8) >= 0;
            if (HasDate(text))
            {
                return true;
            }

            if (kept + read < block.Length)
            {
                return !hasText;
            }

            // A date may go on in the next block.
            kept = MaxTimeBytes + 1;
            block.AsSpan(block.Length - kept).CopyTo(block);
        }
    }

    private static bool HasDate(ReadOnlySpan<byte> text)
    {
        for (int open = text.IndexOf((byte)'['); open >= 0; open = text.IndexOf((byte)'['))
        {
            text = text[(open + 1)..];
            int close = text[..Math.Min(text.Length, MaxTimeBytes + 1)].IndexOf((byte)']');
            if (close >= 0 && LogTime.Read(text[..close], out _) == LogTimeResult.Instant)
            {
                return true;
            }
        }

        return false;
    }
}
