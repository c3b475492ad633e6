using Countme.Core.RawDb.Lines;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>What one thread does with blocks of a log: reads their lines, and keeps the rows.</summary>
internal sealed class LoadWorker : IRequestSink, IDisposable
{
    private readonly LineReader _reader;
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
        _reader = new LineReader(new RequestReader(MatchMode.Countme, clockLimitUnixSeconds));
        Source = new RowSource(new RowStore(keyOf), new BucketTable());
    }

    /// <summary>The rows read so far that are in memory.</summary>
    public RowSource Source { get; }

    /// <summary>What became of the lines.</summary>
    public LineTally Tally => _reader.Tally;

    /// <summary>Reads the lines of a block. Rows go to scratch when they outgrow this worker's share of memory.</summary>
    public async ValueTask AddAsync(LogBlock block)
    {
        _reader.Read(block, this);
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
    public void Add(in Request request)
    {
        int bucket = Source.Buckets.IdOf(request.Agent, request.Query);
        bool isReadable = HostId.Write(request.Host, _batch.Add(request.UnixSeconds, bucket));
        if (!isReadable && _options.PlainHosts)
        {
            _batch.HostTexts.Add((_batch.Count - 1, Utf8Text.Replaced(request.Host).ToArray()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Rows.Dispose();
}
