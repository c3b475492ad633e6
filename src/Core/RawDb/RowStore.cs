using Countme.Core.Time;

namespace Countme.Core.RawDb;

/// <summary>
/// The rows that one thread read, by UTC day, their hosts turned into pseudonyms and split by the first byte of those: 24 bytes a
/// row. Pseudonyms are spread evenly, so each of the 256 partitions of a day fits a cache when it is sorted.
/// </summary>
/// <param name="keyOf">Gives the pseudonym key of a UTC day.</param>
internal sealed class RowStore(Func<UtcDay, ValueTask<ReadOnlyMemory<byte>>> keyOf) : IDisposable
{
    private readonly RowSlabs _slabs = new();
    private readonly Dictionary<UtcDay, DayRows> _days = [];
    private DayRows? _latest;

    /// <summary>The days that have rows.</summary>
    public IReadOnlyCollection<UtcDay> Days => _days.Keys;

    /// <summary>Memory that the rows hold, in bytes.</summary>
    public long Bytes => _slabs.Bytes + _days.Values.Sum(day => day.HostTextBytes);

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
                _latest = new DayRows(day, _slabs, await keyOf(day).ConfigureAwait(false));
                _days.Add(day, _latest);
            }

            _latest!.Add(batch, start, end);
            start = end;
        }
    }

    /// <summary>Drops the rows of a day; the memory comes free with the last one.</summary>
    public void Remove(UtcDay day)
    {
        if (_days.Remove(day, out DayRows? rows))
        {
            rows.Dispose();
            _latest = null;
            if (_days.Count == 0)
            {
                _slabs.Clear();
            }
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
