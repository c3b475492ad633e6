using System.Threading.Channels;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>Reads the lines of a log and keeps nothing but the counts: what a load would say of it, and how fast lines are read.</summary>
public static class ParseLog
{
    /// <summary>Reads a log from its start to its end on as many threads as the options say.</summary>
    /// <param name="content">The log without its compression.</param>
    /// <param name="options">How a load would read it; only the threads matter here.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<LineCounts> RunAsync(Stream content, LoadOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var blocks = Channel.CreateBounded<LogBlock>(options.Workers * 2);
        var tasks = Enumerable.Range(0, options.Workers)
            .Select(_ => Task.Run(() => ReadAsync(blocks.Reader, cancellation), cancellation))
            .ToArray();
        try
        {
            await foreach (LogBlock block in LogBlocks.ReadAsync(content, hasher: null, cancellation).ConfigureAwait(false))
            {
                await blocks.Writer.WriteAsync(block, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            blocks.Writer.Complete();
        }

        var tally = new LineTally();
        Array.ForEach(await Task.WhenAll(tasks).ConfigureAwait(false), tally.Add);
        return tally.ToCounts(duplicates: 0);
    }

    private static async Task<LineTally> ReadAsync(ChannelReader<LogBlock> blocks, CancellationToken cancellation)
    {
        var reader = new LineReader(new RequestReader(MatchMode.Countme));
        await foreach (LogBlock block in blocks.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            reader.Read(block, rows: null);
            block.Return();
        }

        return reader.Tally;
    }
}
