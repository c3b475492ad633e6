using System.Buffers.Binary;
using System.Text;

namespace Countme.Core.RawDb.Parts;

/// <summary>
/// Reads a part from its start to its end: its buckets, then its host texts, then its rows. Every frame is checked before it is
/// used, and the counts at the end: a part that was torn or altered is never read as a short one.
/// </summary>
/// <remarks>Damage is an <see cref="InvalidDataException"/> from whatever call meets it.</remarks>
internal sealed class RawPartReader : IDisposable
{
    private readonly Stream _input;
    private readonly FrameReader _frames;
    private readonly string? _checksum;
    private Row[] _block = new Row[1 << 12];
    private int _blockCount;
    private int _blockIndex;
    private int _payloadIndex;
    private long _rows;

    /// <summary>Opens a part.</summary>
    /// <param name="input">The part; disposed with the reader.</param>
    /// <param name="checksum">The checksum that it should have; null to take it as it is.</param>
    public RawPartReader(Stream input, string? checksum = null)
    {
        _input = input;
        _checksum = checksum;
        _frames = new FrameReader(input);
        _frames.Read();
        if (_frames.Kind != FrameKind.Header)
        {
            throw FrameReader.Damaged("a first frame that is no header");
        }

        Header = RawPartHeader.Decode(_frames.Payload.Span);
        _frames.Read();
    }

    /// <summary>Opens a part that is kept under a key; one of another day in its place is damage.</summary>
    /// <param name="input">The part; disposed with the reader, or here when it is damaged.</param>
    /// <param name="key">What it should be.</param>
    /// <param name="checksum">The checksum that it should have; another one is damage. Null to take it as it is.</param>
    public static RawPartReader Open(Stream input, RawPartKey key, string? checksum = null)
    {
        try
        {
            var reader = new RawPartReader(input, checksum);
            return reader.Header.Day == key.Day && reader.Header.LogDay == key.LogDay
                ? reader
                : throw FrameReader.Damaged($"rows of {reader.Header.Day} from the log of {reader.Header.LogDay} where others should be");
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>What the part is.</summary>
    public RawPartHeader Header { get; }

    /// <summary>Buckets read so far; all of them once <see cref="TryReadBucket"/> said that there are no more.</summary>
    public int Buckets { get; private set; }

    /// <summary>Reads the next bucket's code; false when there are no more.</summary>
    public bool TryReadBucket(out ReadOnlySpan<byte> code)
    {
        code = default;
        if (!HasPayload(FrameKind.Buckets))
        {
            return false;
        }

        code = ReadBytes();
        Buckets++;
        return true;
    }

    /// <summary>Reads the next host text; false when there are no more. Skips buckets that were not read.</summary>
    public bool TryReadHostText(out UInt128 pseudonym, out string text)
    {
        pseudonym = default;
        text = "";
        while (TryReadBucket(out _))
        {
        }

        if (!HasPayload(FrameKind.Hosts))
        {
            return false;
        }

        pseudonym = BinaryPrimitives.ReadUInt128BigEndian(_frames.Payload.Span[_payloadIndex..]);
        _payloadIndex += HostId.Bytes;
        text = Encoding.UTF8.GetString(ReadBytes());
        return true;
    }

    /// <summary>Reads the next row; false when there are no more. Skips buckets and host texts that were not read.</summary>
    public bool TryReadRow(out Row row)
    {
        while (_blockIndex == _blockCount)
        {
            while (TryReadHostText(out _, out _))
            {
            }

            if (_frames.Kind != FrameKind.Rows)
            {
                CheckEnd();
                row = default;
                return false;
            }

            _blockCount = RowBlock.Decode(_frames.Payload.Span, ref _block, Buckets);
            _blockIndex = 0;
            _rows += _blockCount;
            _frames.Read();
        }

        row = _block[_blockIndex++];
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Dispose();
        _input.Dispose();
    }

    private bool HasPayload(FrameKind kind)
    {
        while (_frames.Kind == kind)
        {
            if (_payloadIndex < _frames.Payload.Length)
            {
                return true;
            }

            _payloadIndex = 0;
            _frames.Read();
        }

        return false;
    }

    private ReadOnlySpan<byte> ReadBytes()
    {
        var rest = _frames.Payload.Span[_payloadIndex..];
        ulong length = Varint.Read(ref rest);
        if (length > (ulong)rest.Length)
        {
            throw FrameReader.Damaged("a text that ends after its frame");
        }

        _payloadIndex = _frames.Payload.Length - rest.Length + (int)length;
        return rest[..(int)length];
    }

    private void CheckEnd()
    {
        var footer = _frames.Payload.Span;
        if (_frames.Kind != FrameKind.Footer || footer.Length != 24)
        {
            throw FrameReader.Damaged("a last frame that is no footer");
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(footer) != _rows || BinaryPrimitives.ReadInt64LittleEndian(footer[16..]) != Buckets)
        {
            throw FrameReader.Damaged("other counts than its footer says");
        }

        if (_checksum is not null && _checksum != _frames.Checksum())
        {
            throw FrameReader.Damaged("another part than the one that was recorded");
        }
    }
}
