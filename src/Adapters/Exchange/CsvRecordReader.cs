using System.Globalization;
using System.Text;

namespace Countme.Adapters.Exchange;

/// <summary>
/// Reads CSV record by record: fields may be quoted and then hold commas, doubled quotes and line ends; records end with LF, CR LF or CR.
/// Invalid UTF-8 becomes U+FFFD; a byte order mark at the start is not part of the first field.
/// </summary>
/// <param name="stream">Where from; stays open.</param>
/// <param name="name">What messages call it.</param>
internal sealed class CsvRecordReader(Stream stream, string name) : IDisposable
{
    /// <summary>Longest field, in UTF-16 units: a quote that nobody closed must not fill the memory.</summary>
    private const int MaxFieldLength = 1 << 20;

    private readonly StreamReader _reader = new(stream, new UTF8Encoding(false), true, 1 << 16, leaveOpen: true);
    private readonly char[] _block = new char[1 << 15];
    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];
    private int _position;
    private int _length;

    /// <summary>The physical line that the last record began on, counted from 1.</summary>
    public long Line { get; private set; }

    private long NextLine { get; set; } = 1;

    /// <summary>Reads the next record.</summary>
    /// <returns>Its fields, good until the next call; null at the end.</returns>
    /// <exception cref="InvalidDataException">A quote is not closed, or a field is too long.</exception>
    public async ValueTask<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellation)
    {
        _fields.Clear();
        _field.Clear();
        Line = NextLine;
        var state = State.FieldStart;
        while (true)
        {
            if (_position == _length && !await FillAsync(cancellation).ConfigureAwait(false))
            {
                return EndOfText(state);
            }

            if (Take(_block.AsSpan(_position, _length - _position), ref state))
            {
                return _fields;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>Takes characters up to the end of a record or of the block.</summary>
    /// <returns>Whether a record ended.</returns>
    private bool Take(ReadOnlySpan<char> text, ref State state)
    {
        foreach (char c in text)
        {
            _position++;
            if (state == State.AfterCr)
            {
                // The first character after a lone CR belongs to the next record.
                _position -= c == '\n' ? 0 : 1;
                return true;
            }

            if (c == '\n' || (c == '\r' && state != State.InQuotes))
            {
                NextLine++;
            }

            if (Take(c, ref state))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes one character.</summary>
    /// <returns>Whether it ended a record.</returns>
    private bool Take(char c, ref State state)
    {
        switch (c)
        {
            case '"' when state == State.InQuotes:
                state = State.QuoteInQuotes;
                return false;
            case '"' when state == State.FieldStart:
                state = State.InQuotes;
                return false;
            case '"' when state == State.QuoteInQuotes:
                state = State.InQuotes;
                break;
            case ',' when state != State.InQuotes:
                EndField();
                state = State.FieldStart;
                return false;
            case '\n' when state != State.InQuotes:
                EndField();
                return true;
            case '\r' when state != State.InQuotes:
                EndField();
                state = State.AfterCr;
                return false;
            default:
                state = state == State.InQuotes ? State.InQuotes : State.InField;
                break;
        }

        if (_field.Length == MaxFieldLength)
        {
            throw Unclosed($"a field of more than {MaxFieldLength} characters");
        }

        _field.Append(c);
        return false;
    }

    private List<string>? EndOfText(State state)
    {
        if (state == State.InQuotes)
        {
            throw Unclosed("a field whose quote is not closed");
        }

        if (state == State.AfterCr)
        {
            return _fields;
        }

        if (state == State.FieldStart && _fields.Count == 0)
        {
            return null;
        }

        EndField();
        return _fields;
    }

    private void EndField()
    {
        _fields.Add(_field.ToString());
        _field.Clear();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        _position = 0;
        _length = await _reader.ReadAsync(_block, cancellation).ConfigureAwait(false);
        return _length > 0;
    }

    private InvalidDataException Unclosed(string found) => new(string.Create(CultureInfo.InvariantCulture,
        $"{name}, line {Line}: found {found}; a quoted field ends with a double quote. The file is damaged or no CSV: fetch it again."));

    private enum State
    {
        FieldStart,
        InField,
        InQuotes,
        QuoteInQuotes,
        AfterCr,
    }
}
