namespace Countme.Core.Combine;

/// <summary>
/// Merges logs by instant. The line that comes next is, of the lines at the head of each log, the one with the earliest instant;
/// of equal instants, the one of the log that is named first. So each log keeps its own order, and the result depends on nothing
/// but the logs.
/// </summary>
internal static class LineMerge
{
    private const int OutputBytes = 1 << 20;

    /// <summary>Merges logs into a stream; every line ends with LF there.</summary>
    /// <param name="sources">The logs, at their start, in order of their names.</param>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="progress">Is told bytes of content as they are written, if there is one.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static async Task RunAsync(
        IReadOnlyList<LineSource> sources, Stream output, IProgress<long>? progress, CancellationToken cancellation)
    {
        var heads = new PriorityQueue<LineSource, (long Key, int Index)>(sources.Count);
        for (int i = 0; i < sources.Count; i++)
        {
            await AdvanceAsync(heads, sources[i], i, cancellation).ConfigureAwait(false);
        }

        var buffer = new byte[OutputBytes];
        int filled = 0;
        while (heads.TryDequeue(out LineSource? source, out (long Key, int Index) head))
        {
            (long Key, int Index) next = heads.TryPeek(out _, out var second) ? second : (long.MaxValue, int.MaxValue);
            bool isThere = true;
            while (isThere && (head.CompareTo(next) <= 0))
            {
                if (filled + source.Piece.Length + 1 > buffer.Length)
                {
                    await output.WriteAsync(buffer.AsMemory(0, filled), cancellation).ConfigureAwait(false);
                    progress?.Report(filled);
                    filled = 0;
                }

                source.Piece.CopyTo(buffer.AsSpan(filled));
                filled += source.Piece.Length;
                bool endsLine = source.EndsLine;
                isThere = source.TryMoveNext() || (await source.FillAsync(cancellation).ConfigureAwait(false) && source.TryMoveNext());
                if (!endsLine && !isThere)
                {
                    buffer[filled++] = (byte)'\n';
                }

                head = endsLine || !isThere ? (source.Key, head.Index) : head;
            }

            if (isThere)
            {
                heads.Enqueue(source, head);
            }
        }

        await output.WriteAsync(buffer.AsMemory(0, filled), cancellation).ConfigureAwait(false);
        progress?.Report(filled);
    }

    private static async ValueTask AdvanceAsync(
        PriorityQueue<LineSource, (long Key, int Index)> heads, LineSource source, int index, CancellationToken cancellation)
    {
        if (await source.FillAsync(cancellation).ConfigureAwait(false) && source.TryMoveNext())
        {
            heads.Enqueue(source, (source.Key, index));
        }
    }
}
