using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Countme.Adapters.Exchange;

/// <summary>
/// Writes CSV as the existing system does: UTF-8, CR LF after each record, quotes only around a field
/// with a comma, a double quote, CR or LF.
/// </summary>
/// <param name="stream">Where to; stays open.</param>
internal sealed class CsvRecordWriter(Stream stream)
{
    private const int BlockBytes = 1 << 16;
    private const int MaxNumberBytes = 20;

    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly ArrayBufferWriter<byte> _block = new(2 * BlockBytes);
    private byte[] _text = new byte[256];
    private bool _isInRecord;

    /// <summary>Whether enough is gathered for <see cref="FlushAsync"/>.</summary>
    public bool IsBlockFull => _block.WrittenCount >= BlockBytes;

    /// <summary>Adds a field of text in UTF-8.</summary>
    public void Field(ReadOnlySpan<byte> utf8)
    {
        Separate();
        if (utf8.IndexOfAny(Quoted) < 0)
        {
            _block.Write(utf8);
            return;
        }

        _block.Write("\""u8);
        for (int quote = utf8.IndexOf((byte)'"'); quote >= 0; quote = utf8.IndexOf((byte)'"'))
        {
            _block.Write(utf8[..(quote + 1)]);
            _block.Write("\""u8);
            utf8 = utf8[(quote + 1)..];
        }

        _block.Write(utf8);
        _block.Write("\""u8);
    }

    /// <summary>Adds a field of text.</summary>
    public void Field(string text)
    {
        int maxBytes = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < maxBytes)
        {
            _text = new byte[maxBytes];
        }

        Field(_text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    /// <summary>Adds a number.</summary>
    public void Field(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, _block.GetSpan(MaxNumberBytes), out int written);
        _block.Advance(written);
    }

    /// <summary>Ends the record.</summary>
    public void EndRecord()
    {
        _block.Write("\r\n"u8);
        _isInRecord = false;
    }

    /// <summary>Writes a record of names.</summary>
    public void Header(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            Field(name);
        }

        EndRecord();
    }

    /// <summary>Hands what was gathered to the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(_block.WrittenMemory, cancellation).ConfigureAwait(false);
        _block.ResetWrittenCount();
    }

    private void Separate()
    {
        if (_isInRecord)
        {
            _block.Write(","u8);
        }

        _isInRecord = true;
    }
}
