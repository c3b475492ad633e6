using BenchmarkDotNet.Attributes;
using Countme.Core.RawDb;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Bench;

/// <summary>Rows on their way from requests to a part and from parts to a tally, on one core: 1 million rows of 250 000 hosts.</summary>
[MemoryDiagnoser]
public class RowBenchmarks
{
    private const int Rows = 1_000_000;
    private const int Hosts = 250_000;
    private const int Buckets = 2_000;

    private readonly UtcDay _day = new(20_000);
    private readonly byte[][] _codes = [.. Enumerable.Range(0, Buckets).Select(i =>
        BucketCode.Of(new Bucket("Fedora Linux", "41", "workstation", "x86_64", i % 4, $"repo-{i / 4:d4}", "x86_64")))];

    private readonly byte[] _key = new byte[16];
    private byte[] _part = [];

    [GlobalSetup]
    public void Setup() => _part = SortAndWrite();

    /// <summary>Pseudonyms, partitions, sorting, duplicates, encoding.</summary>
    [Benchmark]
    public byte[] SortAndWrite()
    {
        using var rows = new RowStore(_ => new(_key));
        var buckets = new BucketTable();
        var batch = new RowBatch();
        uint state = 1;
        for (int i = 0; i < Rows; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            int bucket = buckets.IdOf(_codes[(state >> 8) % Buckets]);
            var host = batch.Add(_day.StartUnixSeconds + (i * 86_400L / Rows), bucket);
            host.Clear();
            BitConverter.TryWriteBytes(host, (state >> 4) % Hosts);
            if (batch.Count == 8192 || i == Rows - 1)
            {
                rows.AddAsync(batch).AsTask().GetAwaiter().GetResult();
                batch.Clear();
            }
        }

        var output = new MemoryStream();
        using var writer = new RawPartWriter(output, new RawPartHeader(_day, new LogDay(_day.Date), "", default));
        new RowWriter(workers: 1, keepDuplicates: false).Write(_day, [new RowSource(rows, buckets)], writer, CancellationToken.None);
        writer.Finish();
        return output.ToArray();
    }

    [Benchmark]
    public long Tally()
    {
        using var merge = new RawPartMerge([new RawPartReader(new MemoryStream(_part))]);
        var counter = new DayCounter(_day);
        counter.Count(merge, keepDuplicates: false, CancellationToken.None);
        return counter.Rows;
    }

    [Benchmark]
    public long TallyOfTwoParts()
    {
        using var merge = new RawPartMerge([new RawPartReader(new MemoryStream(_part)), new RawPartReader(new MemoryStream(_part))]);
        var counter = new DayCounter(_day);
        counter.Count(merge, keepDuplicates: false, CancellationToken.None);
        return counter.Rows;
    }
}
