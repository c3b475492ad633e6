using System.Buffers;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>Rows of one thread, with the numbering of their buckets.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Buckets">Their buckets.</param>
internal sealed record RowSource(RowStore Rows, BucketTable Buckets);

/// <summary>Writes the rows of one UTC day, which several threads read, as one part: sorted, equal rows once.</summary>
/// <param name="workers">Threads to sort with.</param>
/// <param name="keepDuplicates">True to write equal rows as often as they came.</param>
internal sealed class RowWriter(int workers, bool keepDuplicates)
{
    /// <summary>Writes a day and drops its rows.</summary>
    /// <param name="day">The day.</param>
    /// <param name="sources">The threads' rows.</param>
    /// <param name="writer">The part, at its start; finished by the caller.</param>
    /// <param name="cancellation">Stops between partitions.</param>
    public void Write(UtcDay day, IReadOnlyList<RowSource> sources, RawPartWriter writer, CancellationToken cancellation)
    {
        var days = sources.Where(source => source.Rows.Find(day) is not null)
            .Select(source => (Rows: source.Rows.Find(day)!, source.Buckets)).ToArray();
        int[][] numbers = WriteBuckets(days, writer);
        foreach (var host in days.SelectMany(source => source.Rows.HostTexts).DistinctBy(host => host.Key).OrderBy(host => host.Key))
        {
            writer.WriteHostText(host.Key, host.Value);
        }

        WritePartitions(new PartitionSort(days, numbers, workers, keepDuplicates, cancellation), writer);

        foreach (RowSource source in sources)
        {
            source.Rows.Remove(day);
        }
    }

    /// <summary>Writes some partitions while the next ones are sorted.</summary>
    private static void WritePartitions(PartitionSort sort, RawPartWriter writer)
    {
        Task<PartitionBlock[]> next = sort.NextAsync();
        try
        {
            while (next.GetAwaiter().GetResult() is { Length: > 0 } blocks)
            {
                next = sort.NextAsync();
                Array.ForEach(blocks, block => block.WriteTo(writer));
            }
        }
        finally
        {
            // Nothing may read the rows once they are dropped.
            next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>Writes the buckets that the day's rows use, in order of their codes.</summary>
    /// <returns>For each source, the new number of each of its buckets.</returns>
    private static int[][] WriteBuckets((DayRows Rows, BucketTable Buckets)[] days, RawPartWriter writer)
    {
        var used = new List<(byte[] Code, int Source, int Id)>();
        for (int source = 0; source < days.Length; source++)
        {
            var isUsed = new bool[days[source].Buckets.Codes.Count];
            days[source].Rows.MarkBuckets(isUsed);
            for (int id = 0; id < isUsed.Length; id++)
            {
                if (isUsed[id])
                {
                    used.Add((days[source].Buckets.Codes[id], source, id));
                }
            }
        }

        used.Sort((left, right) => left.Code.AsSpan().SequenceCompareTo(right.Code));
        int[][] numbers = [.. days.Select(day => new int[day.Buckets.Codes.Count])];
        int number = -1;
        byte[]? last = null;
        foreach ((byte[] code, int source, int id) in used)
        {
            if (last is null || !code.AsSpan().SequenceEqual(last))
            {
                number++;
                last = code;
                writer.WriteBucket(code);
            }

            numbers[source][id] = number;
        }

        return numbers;
    }

    /// <summary>
    /// Sorts the partitions of a day in order, as many at a time as keep all threads at work; two such groups take turns.
    /// </summary>
    private sealed class PartitionSort(
        (DayRows Rows, BucketTable Buckets)[] days, int[][] numbers, int workers, bool keepDuplicates, CancellationToken cancellation)
    {
        private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
        private PartitionBlock[] _blocks = NewBlocks(workers);
        private PartitionBlock[] _others = NewBlocks(workers);
        private int _next;

        /// <summary>Sorts the next partitions; they are good until the call after the next one. None when all are done.</summary>
        public Task<PartitionBlock[]> NextAsync()
        {
            (_blocks, _others) = (_others, _blocks);
            PartitionBlock[] blocks = _blocks[..Math.Min(_blocks.Length, DayRows.Partitions - _next)];
            int first = _next;
            _next += blocks.Length;
            return Task.Run(() =>
            {
                Parallel.For(0, blocks.Length, _options, i => blocks[i].Fill(days, numbers, first + i, keepDuplicates));
                return blocks;
            });
        }

        private static PartitionBlock[] NewBlocks(int workers) => [.. Enumerable.Range(0, workers * 4).Select(_ => new PartitionBlock())];
    }

    /// <summary>One partition, sorted and encoded. Kept and filled again, so that its memory is used again.</summary>
    private sealed class PartitionBlock
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(1 << 12);
        private readonly List<(int Rows, int Bytes)> _blocks = [];
        private Row[] _copied = [];
        private Row[] _rows = [];

        public void Fill((DayRows Rows, BucketTable Buckets)[] days, int[][] numbers, int partition, bool keepDuplicates)
        {
            int count = days.Sum(day => day.Rows.CountOf(partition));
            if (_rows.Length < count)
            {
                _copied = GC.AllocateUninitializedArray<Row>(count + (count / 4));
                _rows = GC.AllocateUninitializedArray<Row>(_copied.Length);
            }

            int at = 0;
            for (int source = 0; source < days.Length; source++)
            {
                days[source].Rows.CopyPartition(partition, numbers[source], _copied.AsSpan(at));
                at += days[source].Rows.CountOf(partition);
            }

            RowSort.Sort(_copied.AsSpan(0, count), _rows);
            Encode(keepDuplicates ? count : DropDuplicates(_rows.AsSpan(0, count)));
        }

        public void WriteTo(RawPartWriter writer)
        {
            int row = 0;
            int at = 0;
            foreach ((int rows, int bytes) in _blocks)
            {
                writer.WriteBlock(_bytes.WrittenSpan.Slice(at, bytes), _rows.AsSpan(row, rows));
                row += rows;
                at += bytes;
            }
        }

        private void Encode(int count)
        {
            _bytes.ResetWrittenCount();
            _blocks.Clear();
            for (int row = 0; row < count; row += RowBlock.MaxRows)
            {
                int rows = Math.Min(RowBlock.MaxRows, count - row);
                int before = _bytes.WrittenCount;
                RowBlock.Encode(_rows.AsSpan(row, rows), _bytes);
                _blocks.Add((rows, _bytes.WrittenCount - before));
            }
        }

        private static int DropDuplicates(Span<Row> rows)
        {
            int kept = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                if (kept == 0 || rows[i] != rows[kept - 1])
                {
                    rows[kept++] = rows[i];
                }
            }

            return kept;
        }
    }
}
