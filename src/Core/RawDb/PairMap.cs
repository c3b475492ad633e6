namespace Countme.Core.RawDb;

/// <summary>
/// Bucket numbers by the numbers of an agent and a query: open addressing with linear probing in 1 MiB, emptied when half full.
/// A map that keeps the pairs of a day (13 000 in a dense log) apart is what matters: going to the bucket table costs 300 ns.
/// </summary>
internal sealed class PairMap
{
    private const int Places = 1 << 16;

    private readonly Place[] _places = new Place[Places];
    private int _count;

    /// <summary>A place of the map.</summary>
    public struct Place
    {
        /// <summary>The pair and 1; 0 when the place is empty.</summary>
        public ulong Key;

        /// <summary>The bucket's number.</summary>
        public int Id;
    }

    /// <summary>The place of a pair, which is taken for it if it is new; then the caller writes the bucket's number there.</summary>
    public ref Place Find(int agent, int query, out bool isKnown)
    {
        ulong key = (((ulong)(uint)agent << 32) | (uint)query) + 1;
        int at = (int)((key * 0x9E3779B97F4A7C15) >> 48);
        while (_places[at].Key != key && _places[at].Key != 0)
        {
            at = (at + 1) & (Places - 1);
        }

        isKnown = _places[at].Key == key;
        if (!isKnown && ++_count > Places / 2)
        {
            Clear();
            return ref Find(agent, query, out isKnown);
        }

        _places[at].Key = key;
        return ref _places[at];
    }

    /// <summary>Empties the map.</summary>
    public void Clear()
    {
        Array.Clear(_places);
        _count = 0;
    }
}
