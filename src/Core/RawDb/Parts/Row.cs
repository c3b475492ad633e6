using System.Runtime.CompilerServices;

namespace Countme.Core.RawDb.Parts;

/// <summary>A row of one UTC day: who, for what, when. Rows are ordered by host, then bucket, then second.</summary>
/// <param name="HostHigh">The first 8 bytes of the host's pseudonym.</param>
/// <param name="HostLow">The last 8 bytes of the host's pseudonym.</param>
/// <param name="Code">The bucket's number and the second of the day (see <see cref="CodeOf"/>).</param>
internal readonly record struct Row(ulong HostHigh, ulong HostLow, ulong Code) : IComparable<Row>
{
    private const int SecondBits = 17;

    /// <summary>The bucket's number.</summary>
    public int Bucket => (int)(Code >> SecondBits);

    /// <summary>The second of the UTC day, 0 to 86 399.</summary>
    public int Second => (int)(Code & ((1 << SecondBits) - 1));

    /// <summary>The first byte of the host's pseudonym.</summary>
    public int Partition => (int)(HostHigh >> 56);

    /// <summary>A bucket's number and a second of the day as one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CodeOf(int bucket, int second) => ((ulong)bucket << SecondBits) | (uint)second;

    /// <summary>Whether both rows are of the same host.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasHostOf(in Row other) => HostHigh == other.HostHigh && HostLow == other.HostLow;

    /// <summary>The same row under another number of its bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Row WithBucket(int bucket) => new(HostHigh, HostLow, CodeOf(bucket, Second));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(Row other)
    {
        if (HostHigh != other.HostHigh)
        {
            return HostHigh < other.HostHigh ? -1 : 1;
        }

        if (HostLow != other.HostLow)
        {
            return HostLow < other.HostLow ? -1 : 1;
        }

        return Code.CompareTo(other.Code);
    }

    /// <summary>Whether one row comes before the other.</summary>
    public static bool operator <(Row left, Row right) => left.CompareTo(right) < 0;

    /// <summary>Whether one row comes after the other.</summary>
    public static bool operator >(Row left, Row right) => left.CompareTo(right) > 0;

    /// <summary>Whether one row is the other or comes before it.</summary>
    public static bool operator <=(Row left, Row right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one row is the other or comes after it.</summary>
    public static bool operator >=(Row left, Row right) => left.CompareTo(right) >= 0;
}
