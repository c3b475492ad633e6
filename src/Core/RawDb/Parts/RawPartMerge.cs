namespace Countme.Core.RawDb.Parts;

/// <summary>
/// Reads several parts of one UTC day as one: buckets in order, each once; then host texts; then rows in order, equal rows beside
/// each other.
/// Holds a block of rows and 4 bytes a bucket for each part.
/// </summary>
/// <param name="parts">The parts, at their start; disposed with the merge.</param>
internal sealed class RawPartMerge(IReadOnlyList<RawPartReader> parts) : IDisposable
{
    private readonly List<int>[] _numbers = [.. parts.Select(_ => new List<int>())];
    private readonly Row[] _rows = new Row[parts.Count];
    private readonly int[] _heap = new int[parts.Count];
    private int _heapCount = -1;

    /// <summary>Reads all buckets; called once, before any row.</summary>
    /// <param name="onBucket">Is given each distinct code, ascending; its position is the bucket's number in the merged rows.</param>
    public void ReadBuckets(BucketAction onBucket)
    {
        foreach (byte[] code in ReadCodes())
        {
            onBucket(code);
        }
    }

    /// <summary>The same as <see cref="ReadBuckets"/>, one at a time.</summary>
    public IEnumerable<byte[]> ReadCodes()
    {
        var codes = new byte[]?[parts.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Next(i);
        }

        for (int count = 0; Least(codes) is { } least; count++)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                if (codes[i] is { } code && code.AsSpan().SequenceEqual(least))
                {
                    _numbers[i].Add(count);
                    codes[i] = Next(i);
                }
            }

            yield return least;
        }
    }

    /// <summary>Reads the next row; false when there are no more.</summary>
    public bool TryReadRow(out Row row)
    {
        if (_heapCount < 0)
        {
            FillHeap();
        }

        if (_heapCount == 0)
        {
            row = default;
            return false;
        }

        int part = _heap[0];
        row = _rows[part];
        if (!Advance(part))
        {
            _heap[0] = _heap[--_heapCount];
        }

        SinkRoot();
        return true;
    }

    /// <summary>Writes everything into one part.</summary>
    /// <param name="writer">The part, at its start; finished by the caller.</param>
    /// <param name="keepDuplicates">Whether equal rows are written as often as they come.</param>
    /// <param name="isKept">Whether a row is written at all.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public void WriteTo(RawPartWriter writer, bool keepDuplicates, Func<Row, bool> isKept, CancellationToken cancellation)
    {
        ReadBuckets(writer.WriteBucket);
        foreach ((UInt128 pseudonym, string text) in ReadHostTexts())
        {
            writer.WriteHostText(pseudonym, System.Text.Encoding.UTF8.GetBytes(text));
        }

        Row last = default;
        bool isFirst = true;
        while (TryReadRow(out Row row))
        {
            cancellation.ThrowIfCancellationRequested();
            if (isKept(row) && (isFirst || keepDuplicates || row != last))
            {
                writer.WriteRow(row);
                last = row;
                isFirst = false;
            }
        }
    }

    /// <summary>
    /// Reads all host texts in order of their pseudonyms, each once; called after the buckets and before the rows, or not at all.
    /// </summary>
    public IEnumerable<(UInt128 Pseudonym, string Text)> ReadHostTexts()
    {
        var heads = new (UInt128 Pseudonym, string Text)?[parts.Count];
        for (int i = 0; i < heads.Length; i++)
        {
            heads[i] = NextHostText(i);
        }

        while (heads.Min(head => head?.Pseudonym) is { } least)
        {
            string text = "";
            for (int i = 0; i < heads.Length; i++)
            {
                if (heads[i] is { } head && head.Pseudonym == least)
                {
                    text = head.Text;
                    heads[i] = NextHostText(i);
                }
            }

            yield return (least, text);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RawPartReader part in parts)
        {
            part.Dispose();
        }
    }

    private (UInt128 Pseudonym, string Text)? NextHostText(int part) =>
        parts[part].TryReadHostText(out UInt128 pseudonym, out string text) ? (pseudonym, text) : null;

    private byte[]? Next(int part) => parts[part].TryReadBucket(out var code) ? code.ToArray() : null;

    private static byte[]? Least(byte[]?[] codes)
    {
        byte[]? least = null;
        foreach (byte[]? code in codes)
        {
            least = code is not null && (least is null || code.AsSpan().SequenceCompareTo(least) < 0) ? code : least;
        }

        return least;
    }

    private void FillHeap()
    {
        _heapCount = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            if (Advance(part))
            {
                _heap[_heapCount++] = part;
            }
        }

        Array.Sort(_heap, 0, _heapCount, Comparer<int>.Create((left, right) => _rows[left].CompareTo(_rows[right])));
    }

    private bool Advance(int part)
    {
        bool isThere = parts[part].TryReadRow(out Row row);
        _rows[part] = isThere ? row.WithBucket(_numbers[part][row.Bucket]) : default;
        return isThere;
    }

    /// <summary>Puts the root of the heap where it belongs; the least row is at the root afterwards.</summary>
    private void SinkRoot()
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _heapCount)
            {
                return;
            }

            if (child + 1 < _heapCount && _rows[_heap[child + 1]].CompareTo(_rows[_heap[child]]) < 0)
            {
                child++;
            }

            if (_rows[_heap[at]].CompareTo(_rows[_heap[child]]) <= 0)
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }
}

/// <summary>Receives a bucket's code; valid during the call.</summary>
internal delegate void BucketAction(ReadOnlySpan<byte> code);
