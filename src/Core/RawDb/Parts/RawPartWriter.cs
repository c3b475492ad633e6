using System.Buffers;
using System.Buffers.Binary;

namespace Countme.Core.RawDb.Parts;

/// <summary>Writes a part: header, buckets, rows, host texts, footer, in this order. Holds one frame at a time.</summary>
internal sealed class RawPartWriter : IDisposable
{
    private const int BucketFrameBytes = 1 << 16;
    private const int RowFrameRows = 1 << 14;

    private readonly RawPartHeader _header;
    private readonly FrameWriter _frames;
    private readonly ArrayBufferWriter<byte> _payload = new(1 << 16);
    private readonly Row[] _pending = new Row[RowFrameRows];
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

    /// <summary>Writes the next bucket's code; codes come in ascending order, before all rows.</summary>
    public void WriteBucket(ReadOnlySpan<byte> code)
    {
        _buckets++;
        Varint.Write(_payload, (ulong)code.Length);
        _payload.Write(code);
        if (_payload.WrittenCount >= BucketFrameBytes)
        {
            Flush(FrameKind.Buckets);
        }
    }

    /// <summary>Writes the next row; rows come in ascending order.</summary>
    public void WriteRow(in Row row)
    {
        if (_pendingCount == _pending.Length)
        {
            FlushRows();
        }

        _pending[_pendingCount++] = row;
    }

    /// <summary>Writes the next rows at once, already encoded as a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="rows">The rows in it.</param>
    public void WriteBlock(ReadOnlySpan<byte> block, ReadOnlySpan<Row> rows)
    {
        FlushRows();
        Flush(FrameKind.Buckets);
        Note(rows);
        _frames.Write(FrameKind.Rows, block);
    }

    /// <summary>Writes the text of a host whose id is not its address; after all rows, only with plain hosts.</summary>
    public void WriteHostText(UInt128 pseudonym, ReadOnlySpan<byte> text)
    {
        FlushRows();
        BinaryPrimitives.WriteUInt128BigEndian(_payload.GetSpan(HostId.Bytes), pseudonym);
        _payload.Advance(HostId.Bytes);
        Varint.Write(_payload, (ulong)text.Length);
        _payload.Write(text);
        if (_payload.WrittenCount >= BucketFrameBytes)
        {
            Flush(FrameKind.Hosts);
        }
    }

    /// <summary>Writes the footer. Nothing can be written after it.</summary>
    public RawPart Finish()
    {
        FlushRows();
        Flush(_rows == 0 ? FrameKind.Buckets : FrameKind.Hosts);
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
            Flush(FrameKind.Buckets);
            var rows = _pending.AsSpan(0, _pendingCount);
            RowBlock.Encode(rows, _payload);
            Note(rows);
            _pendingCount = 0;
            Flush(FrameKind.Rows);
        }
    }

    private void Flush(FrameKind kind)
    {
        if (_payload.WrittenCount > 0)
        {
            _frames.Write(kind, _payload.WrittenSpan);
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
