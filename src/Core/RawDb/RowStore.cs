using System.Buffers.Binary;
using System.Security.Cryptography;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>
/// The rows that one thread read, by UTC day, their hosts turned into pseudonyms and split by the first byte of those: 24 bytes a
/// row. Pseudonyms are spread evenly, so each of the 256 partitions of a day fits a cache when it is sorted.
/// </summary>
/// <param name="keyOf">Gives the pseudonym key of a UTC day.</param>
internal sealed class RowStore(Func<UtcDay, ValueTask<ReadOnlyMemory<byte>>> keyOf) : IDisposable
{
    private readonly Dictionary<UtcDay, DayRows> _days = [];
    private DayRows? _latest;

    /// <summary>The days that have rows.</summary>
    public IReadOnlyCollection<UtcDay> Days => _days.Keys;

    /// <summary>Memory that the rows hold, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The rows of a day; null when there are none.</summary>
    public DayRows? Find(UtcDay day) => _days.GetValueOrDefault(day);

    /// <summary>Takes the rows of a batch over; the batch's hosts become pseudonyms in place.</summary>
    public async ValueTask AddAsync(RowBatch batch)
    {
        for (int start = 0; start < batch.Count;)
        {
            UtcDay day = UtcDay.Of(batch.Times[start]);
            int end = RunEnd(batch, start, day);
            if (_latest?.Day != day && !_days.TryGetValue(day, out _latest))
            {
                _latest = new DayRows(day, await keyOf(day).ConfigureAwait(false));
                _days.Add(day, _latest);
            }

            Bytes += _latest!.Add(batch, start, end);
            start = end;
        }
    }

    /// <summary>Drops the rows of a day.</summary>
    public void Remove(UtcDay day)
    {
        if (_days.Remove(day, out DayRows? rows))
        {
            Bytes -= rows.Bytes;
            rows.Dispose();
            _latest = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (UtcDay day in _days.Keys.ToArray())
        {
            Remove(day);
        }
    }

    private static int RunEnd(RowBatch batch, int start, UtcDay day)
    {
        long first = day.StartUnixSeconds;
        long after = day.EndUnixSeconds;
        var times = batch.Times;
        int end = start + 1;
        while (end < times.Length && times[end] >= first && times[end] < after)
        {
            end++;
        }

        return end;
    }
}

/// <summary>The rows of one UTC day that one thread read.</summary>
internal sealed class DayRows : IDisposable
{
    /// <summary>Partitions, by the first byte of the pseudonym.</summary>
    public const int Partitions = 256;

    private const int ChunkRows = 256;
    private const int RowBytes = 24;
    private const int HostTextOverheadBytes = 80;

    private readonly Aes _aes = Aes.Create();
    private readonly List<Row[]>?[] _chunks = new List<Row[]>?[Partitions];
    private readonly int[] _counts = new int[Partitions];
    private readonly Dictionary<UInt128, byte[]> _hostTexts = [];

    /// <summary>Makes a day without rows.</summary>
    public DayRows(UtcDay day, ReadOnlyMemory<byte> key)
    {
        Day = day;
        _aes.Key = key.ToArray();
    }

    /// <summary>The day.</summary>
    public UtcDay Day { get; }

    /// <summary>Memory that the rows hold, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Texts of hosts that cannot be read back from their id, by pseudonym.</summary>
    public IReadOnlyDictionary<UInt128, byte[]> HostTexts => _hostTexts;

    /// <summary>Rows of a partition.</summary>
    public int CountOf(int partition) => _counts[partition];

    /// <summary>Adds the rows of a batch between two indexes; returns the memory that this took, in bytes.</summary>
    public long Add(RowBatch batch, int start, int end)
    {
        long before = Bytes;
        var hosts = batch.Hosts[(start * HostId.Bytes)..(end * HostId.Bytes)];
        _aes.EncryptEcb(hosts, hosts, PaddingMode.None);
        var times = batch.Times[start..end];
        var buckets = batch.Buckets[start..end];
        for (int i = 0; i < times.Length; i++)
        {
            var host = hosts.Slice(i * HostId.Bytes, HostId.Bytes);
            int second = (int)(times[i] - Day.StartUnixSeconds);
            Add(host[0], new Row(
                BinaryPrimitives.ReadUInt64BigEndian(host), BinaryPrimitives.ReadUInt64BigEndian(host[8..]), Row.CodeOf(buckets[i], second)));
        }

        foreach ((int row, byte[] text) in batch.HostTexts.Where(host => host.Row >= start && host.Row < end))
        {
            Add(BinaryPrimitives.ReadUInt128BigEndian(batch.Hosts[(row * HostId.Bytes)..]), text);
        }

        return Bytes - before;
    }

    /// <summary>Copies the rows of a partition to the start of a span, under other numbers of their buckets, and drops them here.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="numbers">New number of each bucket.</param>
    /// <param name="rows">Receives the rows.</param>
    public void MovePartition(int partition, ReadOnlySpan<int> numbers, Span<Row> rows)
    {
        int left = _counts[partition];
        foreach (Row[] chunk in _chunks[partition] ?? [])
        {
            foreach (ref readonly Row row in chunk.AsSpan(0, Math.Min(left, ChunkRows)))
            {
                rows[0] = row.WithBucket(numbers[row.Bucket]);
                rows = rows[1..];
                left--;
            }
        }

        _chunks[partition] = null;
    }

    /// <summary>Marks the buckets that the rows use.</summary>
    public void MarkBuckets(Span<bool> isUsed)
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            int left = _counts[partition];
            foreach (Row[] chunk in _chunks[partition] ?? [])
            {
                foreach (ref readonly Row row in chunk.AsSpan(0, Math.Min(left, ChunkRows)))
                {
                    isUsed[row.Bucket] = true;
                }

                left -= ChunkRows;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    private void Add(UInt128 pseudonym, byte[] text)
    {
        if (_hostTexts.TryAdd(pseudonym, text))
        {
            Bytes += text.Length + HostTextOverheadBytes;
        }
    }

    private void Add(int partition, Row row)
    {
        int inChunk = _counts[partition]++ % ChunkRows;
        List<Row[]> chunks = _chunks[partition] ??= new List<Row[]>(4);
        if (inChunk == 0)
        {
            chunks.Add(new Row[ChunkRows]);
            Bytes += ChunkRows * RowBytes;
        }

        chunks[^1][inChunk] = row;
    }
}
