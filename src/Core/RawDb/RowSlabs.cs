using System.Runtime.CompilerServices;
using Countme.Core.RawDb.Parts;

namespace Countme.Core.RawDb;

/// <summary>
/// Memory for rows, in large pieces that the garbage collector neither copies nor clears, given out in chunks. Rows in many small
/// arrays took twice the time, most of it in collections. Not for several threads at once.
/// </summary>
internal sealed class RowSlabs
{
    /// <summary>Rows of a chunk.</summary>
    public const int ChunkRows = 128;

    private const int SlabRows = 1 << 16;
    private const int RowBytes = 24;

    private readonly List<Row[]> _slabs = [];
    private int _next;

    /// <summary>Memory given out, in bytes.</summary>
    public long Bytes => (long)_next * RowBytes;

    /// <summary>Takes a chunk.</summary>
    /// <returns>The number of its first row; a multiple of <see cref="ChunkRows"/>.</returns>
    public int Take()
    {
        if (_next == _slabs.Count * SlabRows)
        {
            _slabs.Add(GC.AllocateUninitializedArray<Row>(SlabRows));
        }

        int chunk = _next;
        _next += ChunkRows;
        return chunk;
    }

    /// <summary>A row by its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Row Row(int number) => ref _slabs[number / SlabRows][number % SlabRows];

    /// <summary>The rows of a chunk by the number of its first one.</summary>
    public Span<Row> Chunk(int number) => _slabs[number / SlabRows].AsSpan(number % SlabRows, ChunkRows);

    /// <summary>Takes all chunks back; the memory is kept for the next ones.</summary>
    public void Clear() => _next = 0;
}
