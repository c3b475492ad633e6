using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>The distinct buckets of some rows, numbered as they come. Not for several threads at once.</summary>
internal sealed class BucketTable
{
    /// <summary>What an entry costs besides its code, in bytes: objects, slots, numbers.</summary>
    private const int OverheadBytes = 96;

    private readonly Dictionary<byte[], int> _ids = new(CodeComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<byte[]> _codes = [];
    private readonly ArrayBufferWriter<byte> _code = new(256);
    private readonly PairMap _pairs = new();

    /// <summary>Makes an empty table.</summary>
    public BucketTable() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The codes by number.</summary>
    public IReadOnlyList<byte[]> Codes => _codes;

    /// <summary>Memory that the table holds, in bytes, about.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of a request's bucket.</summary>
    public int IdOf(AgentFields agent, QueryFields query)
    {
        // The same agents and queries meet again and again; the table behind is asked once for each pair.
        ref PairMap.Place place = ref _pairs.Find(agent.Number, query.Number, out bool isKnown);
        if (isKnown)
        {
            return place.Id;
        }

        _code.ResetWrittenCount();
        BucketCode.Write(_code, agent, query);
        return place.Id = IdOf(_code.WrittenSpan);
    }

    /// <summary>The number of a bucket's code.</summary>
    public int IdOf(ReadOnlySpan<byte> code)
    {
        if (_lookup.TryGetValue(code, out int id))
        {
            return id;
        }

        id = _codes.Count;
        byte[] owned = code.ToArray();
        _ids.Add(owned, id);
        _codes.Add(owned);
        Bytes += owned.Length + OverheadBytes;
        return id;
    }

    /// <summary>Forgets all buckets; numbers given so far mean nothing any more.</summary>
    public void Clear()
    {
        _ids.Clear();
        _ids.TrimExcess();
        _codes.Clear();
        _codes.TrimExcess();
        _pairs.Clear();
        Bytes = 0;
    }

    /// <summary>Compares codes by their bytes, under a hash that is seeded by the process, so that collisions cannot be chosen.</summary>
    private sealed class CodeComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly CodeComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
