using System.Buffers;
using System.Buffers.Binary;

namespace Countme.Core.RawDb.Parts;

/// <summary>
/// Rows as bytes: for each host its 16 bytes and the number of its rows, then for each row the bucket's number and the second of
/// the day. Numbers take 7 bits a byte. A row takes 3 to 8 bytes, 5 in an ordinary log.
/// </summary>
internal static class RowBlock
{
    /// <summary>Most rows in a block.</summary>
    public const int MaxRows = 1 << 16;

    /// <summary>Appends rows in order.</summary>
    public static void Encode(ReadOnlySpan<Row> rows, ArrayBufferWriter<byte> output)
    {
        for (int start = 0; start < rows.Length;)
        {
            int end = start + 1;
            while (end < rows.Length && rows[end].HasHostOf(rows[start]))
            {
                end++;
            }

            EncodeHost(rows[start..end], output);
            start = end;
        }
    }

    private static void EncodeHost(ReadOnlySpan<Row> rows, ArrayBufferWriter<byte> output)
    {
        Span<byte> bytes = output.GetSpan(HostId.Bytes + Varint.MaxBytes + (rows.Length * 2 * Varint.MaxBytes));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, rows[0].HostHigh);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], rows[0].HostLow);
        int length = HostId.Bytes;
        length += Varint.Write(bytes[length..], (ulong)rows.Length);
        foreach (ref readonly Row row in rows)
        {
            length += Varint.Write(bytes[length..], (ulong)row.Bucket);
            length += Varint.Write(bytes[length..], (ulong)row.Second);
        }

        output.Advance(length);
    }

    /// <summary>Reads the rows of a block into an array, which grows as needed.</summary>
    /// <param name="payload">The block.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <param name="buckets">Number of buckets of the part; a row with a higher one is damage.</param>
    /// <returns>How many rows there are.</returns>
    public static int Decode(ReadOnlySpan<byte> payload, ref Row[] rows, int buckets)
    {
        int count = 0;
        while (!payload.IsEmpty)
        {
            if (payload.Length < HostId.Bytes)
            {
                throw FrameReader.Damaged("a block that ends in a host");
            }

            ulong high = BinaryPrimitives.ReadUInt64BigEndian(payload);
            ulong low = BinaryPrimitives.ReadUInt64BigEndian(payload[8..]);
            payload = payload[HostId.Bytes..];
            ulong rowsOfHost = Varint.Read(ref payload);
            if (rowsOfHost > (ulong)payload.Length)
            {
                throw FrameReader.Damaged("a host with more rows than its block has bytes");
            }

            if (rows.Length < count + (int)rowsOfHost)
            {
                Array.Resize(ref rows, Math.Max(rows.Length * 2, count + (int)rowsOfHost));
            }

            for (ulong i = 0; i < rowsOfHost; i++)
            {
                ulong bucket = Varint.Read(ref payload);
                ulong second = Varint.Read(ref payload);
                if (bucket >= (ulong)buckets || second >= Time.UtcDay.Seconds)
                {
                    throw FrameReader.Damaged("a row with a bucket or second that cannot be");
                }

                rows[count++] = new Row(high, low, Row.CodeOf((int)bucket, (int)second));
            }
        }

        return count;
    }
}
