namespace Countme.Core.RawDb;

/// <summary>Rows on their way from the reader of lines to the rows of their day, in log order.</summary>
internal sealed class RowBatch
{
    private byte[] _hosts = new byte[8192 * HostId.Bytes];
    private long[] _times = new long[8192];
    private int[] _buckets = new int[8192];

    /// <summary>Texts of hosts that cannot be read back from their id, with the index of their row; only with plain hosts.</summary>
    public List<(int Row, byte[] Text)> HostTexts { get; } = [];

    /// <summary>Rows in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The hosts, 16 bytes each.</summary>
    public Span<byte> Hosts => _hosts.AsSpan(0, Count * HostId.Bytes);

    /// <summary>The times, in Unix seconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>The numbers of the buckets.</summary>
    public ReadOnlySpan<int> Buckets => _buckets.AsSpan(0, Count);

    /// <summary>Appends a row.</summary>
    /// <returns>Where to write the host's id.</returns>
    public Span<byte> Add(long unixSeconds, int bucket)
    {
        if (Count == _times.Length)
        {
            Array.Resize(ref _hosts, _hosts.Length * 2);
            Array.Resize(ref _times, _times.Length * 2);
            Array.Resize(ref _buckets, _buckets.Length * 2);
        }

        _times[Count] = unixSeconds;
        _buckets[Count] = bucket;
        return _hosts.AsSpan(Count++ * HostId.Bytes, HostId.Bytes);
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Count = 0;
        HostTexts.Clear();
    }
}
