using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Countme.Core.RawDb.Lines;

/// <summary>
/// Remembers pieces of lines by their bytes, and gives each a place, where its owner keeps what the piece means. A cache of fixed size:
/// four places for each hash, given up in turn, so that neither distinct pieces nor chosen collisions make it grow or slow. A hit
/// costs about 15 ns for 60 bytes and no allocation. Not for several threads at once.
/// </summary>
internal sealed class ByteMemo
{
    /// <summary>Longest piece that is remembered, in bytes; so the memo holds 16 MiB at most.</summary>
    public const int MaxPieceBytes = 512;

    /// <summary>Number of places; they count from 0.</summary>
    public const int Places = 1 << 15;

    private const int Ways = 4;

    private readonly Entry[] _entries = new Entry[Places];
    private int _turn;

    /// <summary>The place of a piece; −1 if it is not remembered.</summary>
    /// <param name="piece">The piece, of at most <see cref="MaxPieceBytes"/>.</param>
    /// <param name="hash">What <see cref="Add"/> needs to know.</param>
    public int Find(ReadOnlySpan<byte> piece, out ulong hash)
    {
        hash = Hash(piece);
        int first = FirstPlace(hash);
        for (int place = first; place < first + Ways; place++)
        {
            ref Entry entry = ref _entries[place];
            if (entry.Hash == hash && piece.SequenceEqual(entry.Piece))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Remembers a piece that <see cref="Find"/> did not know.</summary>
    /// <returns>Its place; whatever was there before is forgotten.</returns>
    public int Add(ReadOnlySpan<byte> piece, ulong hash)
    {
        int place = FirstPlace(hash) + (_turn++ & (Ways - 1));
        _entries[place] = new Entry(hash, piece.ToArray());
        return place;
    }

    private static int FirstPlace(ulong hash) => (int)(hash >> 33) & (Places - Ways);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> piece)
    {
        const ulong First = 0x9E3779B97F4A7C15;
        const ulong Second = 0xD6E8FEB86659FD93;
        ulong hash = First ^ (ulong)piece.Length;
        ref byte start = ref MemoryMarshal.GetReference(piece);
        int length = Math.Min(piece.Length, MaxPieceBytes);
        if (length < sizeof(ulong))
        {
            foreach (byte value in piece)
            {
                hash = (hash ^ value) * Second;
            }

            return hash ^ (hash >> 29);
        }

        // Every read stays inside the piece: the last one overlaps the one before instead of passing the end.
        int last = length - sizeof(ulong);
        for (int i = 0; i < last; i += sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i))) * Second, 29);
        }

        hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, last))) * First;
        return hash ^ (hash >> 32);
    }

    private readonly record struct Entry(ulong Hash, byte[]? Piece);
}
