using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Combine;

/// <summary>
/// One log in a merge: gives its lines one after the other with the instant they sort by. A line longer than the buffer comes in
/// pieces that stay together. Lines end with LF here; a lone CR is left for whoever reads the merged lines.
/// </summary>
/// <param name="content">The log; disposed with the source.</param>
/// <param name="upload">The upload that it is; null for lines that were merged before.</param>
internal sealed class LineSource(LogContent content, LogUpload? upload) : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly ContentHasher _hasher = new();
    private readonly LogClock _clock = new();
    private int _start;
    private int _length;
    private int _filled;
    private bool _isEnd;
    private bool _isContinued;

    /// <summary>The upload that is read; null for lines that were merged before.</summary>
    public LogUpload? Upload => upload;

    /// <summary>Why the log could not be read; null as long as it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>The piece of the log at hand: a line with its LF, or a part of a very long line, or a last line without LF.</summary>
    public ReadOnlySpan<byte> Piece => _buffer.AsSpan(_start, _length);

    /// <summary>Instant that the piece sorts by, in Unix seconds: its own, or that of the line before it.</summary>
    public long Key { get; private set; } = long.MinValue;

    /// <summary>Whether the piece ends its line; if not, the next piece belongs to the same line.</summary>
    public bool EndsLine => _length > 0 && _buffer[_start + _length - 1] == '\n';

    /// <summary>Lines given so far; a piece that does not end its line counts when the line ends.</summary>
    public long Lines { get; private set; }

    /// <summary>Content read so far, in bytes; all of it at the end.</summary>
    public long ContentBytes => _hasher.Length;

    /// <summary>Fingerprint of the content; called once, at the end.</summary>
    public ContentHash Hash() => _hasher.Finish();

    /// <summary>Goes to the next piece if it is in memory.</summary>
    /// <returns>False when <see cref="FillAsync"/> must be asked for more.</returns>
    public bool TryMoveNext()
    {
        int start = _start + _length;
        var rest = _buffer.AsSpan(start, _filled - start);
        int lineFeed = rest.IndexOf((byte)'\n');
        bool isWholeBuffer = start == 0 && _filled == _buffer.Length;
        if (lineFeed < 0 && (!isWholeBuffer && !_isEnd || rest.IsEmpty))
        {
            return false;
        }

        _isContinued = _length > 0 && !EndsLine;
        _start = start;
        _length = lineFeed < 0 ? rest.Length : lineFeed + 1;
        Lines += lineFeed >= 0 || _isEnd ? 1 : 0;
        if (!_isContinued)
        {
            Key = InstantOf(Piece) ?? Key;
        }

        return true;
    }

    /// <summary>Reads on.</summary>
    /// <returns>False when the log is at its end and every piece was given.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_isEnd)
        {
            return false;
        }

        // What was given is dropped, but its last byte stays known: it tells whether a line goes on.
        bool endedLine = _length == 0 ? !_isContinued : EndsLine;
        int start = _start + _length;
        Buffer.BlockCopy(_buffer, start, _buffer, 0, _filled - start);
        _filled -= start;
        _start = 0;
        _length = 0;
        _isContinued = !endedLine;
        int read = await ReadAsync(_buffer.AsMemory(_filled), cancellation).ConfigureAwait(false);
        _hasher.Append(_buffer.AsSpan(_filled, read));
        _filled += read;
        _isEnd = _filled < _buffer.Length;
        return _filled > 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hasher.Dispose();
        await content.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.Stream.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }
        catch (UnreadableLogException exception)
        {
            Failure = exception.Message;
            throw;
        }
    }

    /// <summary>The instant in the first brackets of a line; null when there is none.</summary>
    private long? InstantOf(ReadOnlySpan<byte> line)
    {
        int open = line.IndexOf((byte)'[');
        if (open < 0)
        {
            return null;
        }

        var rest = line[(open + 1)..];
        bool isUsual = rest.Length > LogClock.UsualLength && rest[LogClock.UsualLength] == ']';
        int close = isUsual ? LogClock.UsualLength : rest.IndexOf((byte)']');
        return close > 0 && _clock.Read(rest[..close], out long unixSeconds) != LogTimeResult.NotATime ? unixSeconds : null;
    }
}
