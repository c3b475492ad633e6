using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Counts as bytes that are cut into pages: for each count its length (4 bytes), hits and age (8 bytes each), then the six texts of
/// its bucket, each a length (4 bytes) and its UTF-8; numbers lowest byte first. A count may go on in the next page.
/// </summary>
internal sealed class CountPages
{
    /// <summary>Size of a page: a binary property holds 64 KiB at most.</summary>
    public const int PageBytes = 60_000;

    private const int LengthBytes = sizeof(int);

    private ArrayBufferWriter<byte> _bytes = new(2 * PageBytes);
    private int _read;

    /// <summary>Bytes that were put in and not taken out.</summary>
    public int Bytes => _bytes.WrittenCount - _read;

    /// <summary>Puts a count at the end.</summary>
    public void Write(BucketCount count)
    {
        Bucket bucket = count.Bucket;
        string[] texts = [bucket.OsName, bucket.OsVersion, bucket.OsVariant, bucket.OsArch, bucket.RepoTag, bucket.RepoArch];
        Number(LengthBytes, texts.Sum(text => LengthBytes + Encoding.UTF8.GetByteCount(text)) + (2 * sizeof(long)));
        Number(sizeof(long), count.Hits);
        Number(sizeof(long), bucket.SysAge);
        foreach (string text in texts)
        {
            Number(LengthBytes, Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, _bytes);
        }
    }

    /// <summary>Takes the next page out: a full one, or what is left.</summary>
    public byte[] TakePage()
    {
        byte[] page = Rest[..Math.Min(Bytes, PageBytes)].ToArray();
        _read += page.Length;
        DropRead();
        return page;
    }

    /// <summary>Puts a page at the end.</summary>
    public void Append(ReadOnlySpan<byte> page)
    {
        DropRead();
        _bytes.Write(page);
    }

    /// <summary>Takes the next count out; false when the pages so far do not hold all of it.</summary>
    public bool TryRead([NotNullWhen(true)] out BucketCount? count)
    {
        count = null;
        ReadOnlySpan<byte> rest = Rest;
        if (rest.Length < LengthBytes || rest.Length - LengthBytes < BinaryPrimitives.ReadInt32LittleEndian(rest))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        _read += LengthBytes + length;
        rest = rest.Slice(LengthBytes, length);
        long hits = BinaryPrimitives.ReadInt64LittleEndian(rest);
        long age = BinaryPrimitives.ReadInt64LittleEndian(rest[sizeof(long)..]);
        rest = rest[(2 * sizeof(long))..];
        count = new BucketCount(
            new Bucket(Text(ref rest), Text(ref rest), Text(ref rest), Text(ref rest), age, Text(ref rest), Text(ref rest)), hits);
        return true;
    }

    private ReadOnlySpan<byte> Rest => _bytes.WrittenSpan[_read..];

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        string text = Encoding.UTF8.GetString(rest.Slice(LengthBytes, length));
        rest = rest[(LengthBytes + length)..];
        return text;
    }

    private void Number(int bytes, long value)
    {
        Span<byte> all = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        _bytes.Write(all[..bytes]);
    }

    /// <summary>Moves what is left to the start, so that the buffer stays as small as what it holds.</summary>
    private void DropRead()
    {
        if (_read > 0)
        {
            byte[] rest = Rest.ToArray();
            _bytes = new ArrayBufferWriter<byte>(Math.Max(2 * PageBytes, rest.Length));
            _bytes.Write(rest);
            _read = 0;
        }
    }
}
