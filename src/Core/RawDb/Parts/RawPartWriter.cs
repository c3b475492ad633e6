using System.Buffers;
using System.Buffers.Binary;

namespace Countme.Core.RawDb.Parts;

/// <summary>Writes a part: header, buckets, host texts, rows, footer, in this order. Holds one frame at a time.</summary>
internal sealed class RawPartWriter : IDisposable
{
    private const int TextFrameBytes = 1 << 16;
    private const int FirstPendingRows = 1 << 10;

    private readonly RawPartHeader _header;
    private readonly FrameWriter _frames;
    private readonly ArrayBufferWriter<byte> _payload = new(1 << 16);
    private Row[] _pending = [];
    private FrameKind _pendingKind = FrameKind.Buckets;
    private int _pendingCount;
    private Row _last;
    private long _rows;
    private long _hosts;
    private long _buckets;

    /// <summary>Starts a part.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="header">What the part is.</param>
    public RawPartWriter(Stream output, RawPartHeader header)
    {
        _header = header;
        _frames = new FrameWriter(output);
        _frames.Write(FrameKind.Header, header.Encode());
    }

    /// <summary>Rows written so far.</summary>
    public long Rows => _rows + _pendingCount;

    /// <summary>Writes the next bucket's code; codes come in ascending order, before all else.</summary>
    public void WriteBucket(ReadOnlySpan<byte> code)
    {
        _buckets++;
        Varint.Write(_payload, (ulong)code.Length);
        _payload.Write(code);
        FlushFull();
    }

    /// <summary>Writes the text of a host whose id is not its address; after all buckets, before all rows, only with plain hosts.</summary>
    public void WriteHostText(UInt128 pseudonym, ReadOnlySpan<byte> text)
    {
        Begin(FrameKind.Hosts);
        BinaryPrimitives.WriteUInt128BigEndian(_payload.GetSpan(HostId.Bytes), pseudonym);
        _payload.Advance(HostId.Bytes);
        Varint.Write(_payload, (ulong)text.Length);
        _payload.Write(text);
        FlushFull();
    }

    /// <summary>
    /// Writes the next row; rows come in ascending order. They are cut into blocks where a sort in memory cuts them, so that a part
    /// does not tell how its rows were sorted.
    /// </summary>
    public void WriteRow(in Row row)
    {
        if (_pendingCount == RowBlock.MaxRows || (_pendingCount > 0 && _pending[0].Partition != row.Partition))
        {
            FlushRows();
        }

        if (_pendingCount == _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, FirstPendingRows));
        }

        _pending[_pendingCount++] = row;
    }

    /// <summary>Writes the next rows at once, already encoded as a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="rows">The rows in it.</param>
    public void WriteBlock(ReadOnlySpan<byte> block, ReadOnlySpan<Row> rows)
    {
        FlushRows();
        Begin(FrameKind.Rows);
        Note(rows);
        _frames.Write(FrameKind.Rows, block);
    }

    /// <summary>Writes the footer. Nothing can be written after it.</summary>
    public RawPart Finish()
    {
        FlushRows();
        Begin(FrameKind.Footer);
        Span<byte> footer = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(footer, _rows);
        BinaryPrimitives.WriteInt64LittleEndian(footer[8..], _hosts);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], _buckets);
        _frames.Write(FrameKind.Footer, footer);
        return new RawPart(_header.Day, _rows, _hosts, _frames.Bytes, _frames.Checksum());
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();

    private void FlushRows()
    {
        if (_pendingCount > 0)
        {
            Begin(FrameKind.Rows);
            var rows = _pending.AsSpan(0, _pendingCount);
            RowBlock.Encode(rows, _payload);
            Note(rows);
            _pendingCount = 0;
            Flush();
        }
    }

    /// <summary>Ends the frame at hand if what comes next is of another kind.</summary>
    private void Begin(FrameKind kind)
    {
        if (kind != _pendingKind)
        {
            Flush();
            _pendingKind = kind;
        }
    }

    private void FlushFull()
    {
        if (_payload.WrittenCount >= TextFrameBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_payload.WrittenCount > 0)
        {
            _frames.Write(_pendingKind, _payload.WrittenSpan);
            _payload.ResetWrittenCount();
        }
    }

    private void Note(ReadOnlySpan<Row> rows)
    {
        foreach (ref readonly Row row in rows)
        {
            _hosts += _rows == 0 || !row.HasHostOf(_last) ? 1 : 0;
            _rows++;
            _last = row;
        }
    }
}
