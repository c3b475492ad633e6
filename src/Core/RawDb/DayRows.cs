using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>The rows of one UTC day that one thread read.</summary>
internal sealed class DayRows : IDisposable
{
    /// <summary>Partitions, by the first byte of the pseudonym.</summary>
    public const int Partitions = 256;

    private const int HostTextOverheadBytes = 80;

    private readonly Aes _aes = Aes.Create();
    private readonly RowSlabs _slabs;
    private readonly List<int>?[] _chunks = new List<int>?[Partitions];
    private readonly int[] _next = new int[Partitions];
    private readonly Dictionary<UInt128, byte[]> _hostTexts = [];

    /// <summary>Makes a day without rows.</summary>
    /// <param name="day">The day.</param>
    /// <param name="slabs">Where the rows are kept.</param>
    /// <param name="key">The key of the day's pseudonyms.</param>
    public DayRows(UtcDay day, RowSlabs slabs, ReadOnlyMemory<byte> key)
    {
        Day = day;
        _slabs = slabs;
        _aes.Key = key.ToArray();
    }

    /// <summary>The day.</summary>
    public UtcDay Day { get; }

    /// <summary>Memory that texts of hosts hold, in bytes, about.</summary>
    public long HostTextBytes { get; private set; }

    /// <summary>Texts of hosts that cannot be read back from their id, by pseudonym.</summary>
    public IReadOnlyDictionary<UInt128, byte[]> HostTexts => _hostTexts;

    /// <summary>Rows of a partition.</summary>
    public int CountOf(int partition)
    {
        int inLast = _next[partition] % RowSlabs.ChunkRows;
        int chunks = _chunks[partition]?.Count ?? 0;
        return (chunks * RowSlabs.ChunkRows) - (inLast == 0 ? 0 : RowSlabs.ChunkRows - inLast);
    }

    /// <summary>Adds the rows of a batch between two indexes.</summary>
    public void Add(RowBatch batch, int start, int end)
    {
        var hosts = batch.Hosts[(start * HostId.Bytes)..(end * HostId.Bytes)];
        _aes.EncryptEcb(hosts, hosts, PaddingMode.None);
        var times = batch.Times[start..end];
        var buckets = batch.Buckets[start..end];
        for (int i = 0; i < times.Length; i++)
        {
            var host = hosts.Slice(i * HostId.Bytes, HostId.Bytes);
            int second = (int)(times[i] - Day.StartUnixSeconds);
            Slot(host[0]) = new Row(
                BinaryPrimitives.ReadUInt64BigEndian(host),
                BinaryPrimitives.ReadUInt64BigEndian(host[8..]),
                Row.CodeOf(buckets[i], second));
        }

        foreach ((int row, byte[] text) in batch.HostTexts)
        {
            if (row >= start && row < end
                && _hostTexts.TryAdd(BinaryPrimitives.ReadUInt128BigEndian(batch.Hosts[(row * HostId.Bytes)..]), text))
            {
                HostTextBytes += text.Length + HostTextOverheadBytes;
            }
        }
    }

    /// <summary>Copies the rows of a partition to the start of a span, under other numbers of their buckets.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="numbers">New number of each bucket.</param>
    /// <param name="rows">Receives the rows.</param>
    public void CopyPartition(int partition, ReadOnlySpan<int> numbers, Span<Row> rows)
    {
        int at = 0;
        int count = CountOf(partition);
        foreach (int chunk in _chunks[partition] ?? [])
        {
            foreach (ref readonly Row row in _slabs.Chunk(chunk)[..Math.Min(count - at, RowSlabs.ChunkRows)])
            {
                rows[at++] = row.WithBucket(numbers[row.Bucket]);
            }
        }
    }

    /// <summary>Marks the buckets that the rows use.</summary>
    public void MarkBuckets(Span<bool> isUsed)
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            int left = CountOf(partition);
            foreach (int chunk in _chunks[partition] ?? [])
            {
                foreach (ref readonly Row row in _slabs.Chunk(chunk)[..Math.Min(left, RowSlabs.ChunkRows)])
                {
                    isUsed[row.Bucket] = true;
                }

                left -= RowSlabs.ChunkRows;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Row Slot(int partition)
    {
        ref int next = ref _next[partition];
        if (next % RowSlabs.ChunkRows == 0)
        {
            next = _slabs.Take();
            (_chunks[partition] ??= new List<int>(4)).Add(next);
        }

        return ref _slabs.Row(next++);
    }
}
