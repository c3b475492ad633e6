using System.Buffers;

namespace Countme.Adapters.Compression;

/// <summary>The stored bytes of one log with a buffer before them, so that the first ones can be looked at and still be read.</summary>
internal sealed class StoredInput : IDisposable, IAsyncDisposable
{
    /// <summary>Larger reads gain nothing with local files; for remote ones this is one request's useful size.</summary>
    private const int BufferBytes = 256 << 10;

    private readonly bool _leaveOpen;
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;

    /// <summary>Reads from the stream's present position.</summary>
    internal StoredInput(Stream stored, bool leaveOpen)
    {
        Stored = stored;
        _leaveOpen = leaveOpen;
    }

    /// <summary>The stream itself, which stands behind <see cref="Available"/>.</summary>
    internal Stream Stored { get; }

    /// <summary>Bytes read and not yet taken.</summary>
    internal ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the stream has nothing behind <see cref="Available"/>.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>How many bytes have been taken: the offset of the first byte of <see cref="Available"/>.</summary>
    internal long OffsetBytes { get; private set; }

    /// <summary>Whether fewer bytes than that are available though there may be more.</summary>
    internal bool Lacks(int countBytes) => _end - _start < countBytes && !HasEnded;

    /// <summary>Takes bytes off the front.</summary>
    internal void Take(int countBytes)
    {
        _start += countBytes;
        OffsetBytes += countBytes;
    }

    /// <summary>Reads once from the stream.</summary>
    internal void Fill() => Accept(Stored.Read(FreeSpace().Span));

    /// <summary>Reads once from the stream.</summary>
    internal async ValueTask FillAsync(CancellationToken cancellationToken) =>
        Accept(await Stored.ReadAsync(FreeSpace(), cancellationToken).ConfigureAwait(false));

    /// <summary>Gives the buffer back; from now on only <see cref="Stored"/> itself is read.</summary>
    internal void ReleaseBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseBuffer();
        if (!_leaveOpen)
        {
            Stored.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ReleaseBuffer();
        if (!_leaveOpen)
        {
            await Stored.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Moves the bytes not yet taken to the front: none, or a few that may begin the next member.</summary>
    private Memory<byte> FreeSpace()
    {
        Available.CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        return _buffer.AsMemory(_end);
    }

    private void Accept(int countBytes)
    {
        HasEnded = countBytes == 0;
        _end += countBytes;
    }
}
