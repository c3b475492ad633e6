using System.Buffers;
using System.Threading.Channels;

namespace Countme.Adapters.Compression;

/// <summary>
/// Reads another stream on a task of its own, a few buffers ahead, so that decoding and the reader's work go on side by side. The
/// bytes are the same, and an error comes after exactly the bytes that were read before it.
/// </summary>
public sealed class ReadAheadStream : LogContentStream
{
    private readonly Stream _inner;
    private readonly int _bufferBytes;
    private readonly int _buffers;
    private readonly Channel<byte[]> _empty;
    private readonly Channel<Block> _full;
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private Block _current;
    private int _position;
    private bool _isClosed;

    /// <summary>Starts to read at once.</summary>
    /// <param name="inner">Read from its present position by this stream alone, and disposed with it.</param>
    /// <param name="buffers">How many buffers there are, the one being read included; at least 2. Default 3.</param>
    /// <param name="bufferBytes">Size of each; at least 1. Default 512 KiB.</param>
    /// <param name="cancellationToken">Ends the reading ahead: once the full buffers are used up, reads throw.</param>
    public ReadAheadStream(Stream inner, int buffers = 3, int bufferBytes = 512 << 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1);
        _inner = inner;
        _buffers = buffers;
        _bufferBytes = bufferBytes;

        // The number of buffers bounds both channels. Continuations run on the pool: the reader must not go on inside the task that
        // fills its buffers, nor that task inside the reader.
        var options = new UnboundedChannelOptions { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false };
        _empty = Channel.CreateUnbounded<byte[]>(options);
        _full = Channel.CreateUnbounded<Block>(options);
        for (int i = 0; i < buffers; i++)
        {
            _ = _empty.Writer.TryWrite(ArrayPool<byte>.Shared.Rent(bufferBytes));
        }

        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(ReadAheadAsync, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override CompressionKind Kind => (_inner as LogContentStream)?.Kind ?? CompressionKind.Plain;

    /// <summary>What the inner stream's decoder holds, and the buffers; in bytes.</summary>
    public override long DecoderMemoryBytes =>
        ((_inner as LogContentStream)?.DecoderMemoryBytes ?? 0) + (_isClosed ? 0 : (long)_buffers * _bufferBytes);

    /// <inheritdoc/>
    public override bool CanRead => !_isClosed;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!buffer.IsEmpty && !TryTakeBlock())
        {
            if (!_full.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            {
                return 0;
            }
        }

        return Take(buffer);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!buffer.IsEmpty && !TryTakeBlock())
        {
            if (!await _full.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }
        }

        return Take(buffer.Span);
    }

    /// <summary>Stops reading ahead, waits until a read that is under way has returned, and disposes the inner stream.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await _stop.CancelAsync().ConfigureAwait(false);
            await _reading.ConfigureAwait(false);
            ReturnBuffers();
            _stop.Dispose();
            await _inner.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            _stop.Cancel();
            _reading.GetAwaiter().GetResult();
            ReturnBuffers();
            _stop.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReadAheadAsync()
    {
        Exception? failure = null;
        try
        {
            while (await FillNextAsync().ConfigureAwait(false))
            {
            }
        }
        catch (Exception e)
        {
            // Handed on to the reader with the end of the channel, whatever it is: it belongs behind the bytes read before it.
            failure = e;
        }

        _full.Writer.Complete(failure);
    }

    /// <summary>Fills one buffer to its end if it can. False at the end of the inner stream.</summary>
    private async Task<bool> FillNextAsync()
    {
        byte[] bytes = await _empty.Reader.ReadAsync(_stop.Token).ConfigureAwait(false);
        int filled = 0;
        try
        {
            while (filled < _bufferBytes)
            {
                int read = await _inner.ReadAsync(bytes.AsMemory(filled, _bufferBytes - filled), _stop.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return false;
                }

                filled += read;
            }

            return true;
        }
        finally
        {
            _ = _full.Writer.TryWrite(new Block(bytes, filled));
        }
    }

    /// <summary>Makes sure the current block has bytes left; gives a used one back. False: none is full at the moment.</summary>
    private bool TryTakeBlock()
    {
        while (_position == _current.Length)
        {
            ReturnCurrent();
            if (!_full.Reader.TryRead(out _current))
            {
                return false;
            }
        }

        return true;
    }

    private int Take(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _current.Length - _position);
        _current.Bytes.AsSpan(_position, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }

    private void ReturnCurrent()
    {
        if (_current.Bytes is { } bytes)
        {
            _ = _empty.Writer.TryWrite(bytes);
        }

        _current = default;
        _position = 0;
    }

    /// <summary>After the reading has stopped: every buffer is in one of the channels or in the reader's hand.</summary>
    private void ReturnBuffers()
    {
        ReturnCurrent();
        while (_full.Reader.TryRead(out Block block))
        {
            ArrayPool<byte>.Shared.Return(block.Bytes);
        }

        while (_empty.Reader.TryRead(out byte[]? bytes))
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>A buffer and how much of it is filled.</summary>
    private readonly record struct Block(byte[] Bytes, int Length);
}
