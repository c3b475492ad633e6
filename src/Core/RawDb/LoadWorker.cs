using Countme.Core.RawDb.Lines;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>What one thread does with blocks of a log: reads their lines, and keeps the rows.</summary>
internal sealed class LoadWorker : IDisposable
{
    private readonly RequestReader _reader;
    private readonly RowBatch _batch = new();
    private readonly LoadOptions _options;
    private readonly SpilledRows _spilled;

    /// <summary>Makes a worker without rows.</summary>
    /// <param name="options">How to load.</param>
    /// <param name="clockLimitUnixSeconds">First instant that no line may carry.</param>
    /// <param name="keyOf">Gives the pseudonym key of a UTC day.</param>
    /// <param name="spilled">Takes rows that outgrow memory.</param>
    public LoadWorker(
        LoadOptions options, long clockLimitUnixSeconds, Func<UtcDay, ValueTask<ReadOnlyMemory<byte>>> keyOf, SpilledRows spilled)
    {
        _options = options;
        _spilled = spilled;
        _reader = new RequestReader(MatchMode.Countme, clockLimitUnixSeconds);
        Source = new RowSource(new RowStore(keyOf), new BucketTable());
    }

    /// <summary>The rows read so far that are in memory.</summary>
    public RowSource Source { get; }

    /// <summary>What became of the lines.</summary>
    public LineTally Tally { get; } = new();

    /// <summary>Reads the lines of a block. Rows go to scratch when they outgrow this worker's share of memory.</summary>
    public async ValueTask AddAsync(LogBlock block)
    {
        for (int i = 0; i < block.TooLongLines; i++)
        {
            Tally.Count(LineOutcome.Malformed, LineReason.TooLong, default);
        }

        ReadLines(block.Lines);
        await Source.Rows.AddAsync(_batch).ConfigureAwait(false);
        _batch.Clear();
        if (Source.Rows.Bytes + Source.Buckets.Bytes > _options.RowMemoryBytes / _options.Workers)
        {
            Spill();
        }
    }

    /// <summary>Moves all rows to scratch.</summary>
    public void Spill()
    {
        _spilled.Add(Source);
        Source.Buckets.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Rows.Dispose();

    /// <summary>Lines end with LF, CR LF or a lone CR; the last one may have no end.</summary>
    private void ReadLines(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? lines : lines[..end];
            int skipped = end < 0 ? 0 : lines[end] == '\r' && end + 1 < lines.Length && lines[end + 1] == '\n' ? 2 : 1;
            lines = lines[(line.Length + skipped)..];
            ReadLine(line);
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        LineOutcome outcome = _reader.Read(line, out Request request, out LineReason reason);
        if (outcome != LineOutcome.Counted)
        {
            Tally.Count(outcome, reason, line);
            return;
        }

        Tally.Count(request.Agent);
        int bucket = Source.Buckets.IdOf(request.Agent, request.Query);
        bool isReadable = HostId.Write(request.Host, _batch.Add(request.UnixSeconds, bucket));
        if (!isReadable && _options.PlainHosts)
        {
            _batch.HostTexts.Add((_batch.Count - 1, Utf8Text.Replaced(request.Host).ToArray()));
        }
    }
}
