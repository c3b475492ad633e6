namespace Countme.Core.RawDb.Lines;

/// <summary>
/// Reads pieces of lines that come again and again. Pieces that mean the same share one object, so that what is looked up by meaning
/// further on has as few keys as there are meanings. Not for several threads at once.
/// </summary>
/// <typeparam name="T">What a piece means.</typeparam>
/// <param name="read">Reads a piece.</param>
internal sealed class PieceReader<T>(PieceReading<T> read)
    where T : class
{
    private readonly ByteMemo _memo = new();
    private readonly T[] _meanings = new T[ByteMemo.Places];
    private readonly HashSet<T> _distinct = [];

    /// <summary>What a piece means.</summary>
    public T Read(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > ByteMemo.MaxPieceBytes)
        {
            return read(piece);
        }

        int place = _memo.Find(piece, out ulong hash);
        if (place < 0)
        {
            place = _memo.Add(piece, hash);
            _meanings[place] = Shared(read(piece));
        }

        return _meanings[place];
    }

    private T Shared(T meaning)
    {
        if (_distinct.Count == ByteMemo.Places)
        {
            _distinct.Clear();
        }

        if (!_distinct.TryGetValue(meaning, out T? shared))
        {
            shared = meaning;
            _distinct.Add(shared);
        }

        return shared;
    }
}

/// <summary>Reads a piece of a line.</summary>
internal delegate T PieceReading<T>(ReadOnlySpan<byte> piece);
