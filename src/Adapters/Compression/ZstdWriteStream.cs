using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Compression;

/// <summary>
/// Compresses what is written as zstd, in frames that do not depend on each other and are compressed side by side. The same content
/// gives the same bytes, however many workers there are and however it is cut into writes. Not safe for use by two threads at a time.
/// </summary>
public sealed class ZstdWriteStream : Stream
{
    private readonly Stream _stored;
    private readonly ZstdWriteOptions _options;
    private readonly bool _leaveOpen;
    private readonly Queue<ZstdFrame> _compressing = new();
    private readonly Stack<ZstdFrame> _spare = new();
    private ZstdFrame _current;
    private bool _hasFrames;
    private State _state;

    /// <summary>Starts an archive at the stream's present position.</summary>
    /// <param name="stored">Takes the compressed bytes, frame by frame in order.</param>
    /// <param name="options">Left out: one worker, level 1, frames of 4 MiB.</param>
    /// <param name="leaveOpen">Whether <paramref name="stored"/> stays open when this stream is disposed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="MissingLibraryException">libzstd is not installed.</exception>
    public ZstdWriteStream(Stream stored, ZstdWriteOptions? options = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stored);
        _options = options ?? new ZstdWriteOptions();
        _options.Validate();
        SystemLibrary.Zstd.Require();
        _stored = stored;
        _leaveOpen = leaveOpen;
        _current = NewFrame();
    }

    private enum State
    {
        Open,
        Complete,
        Failed,
        Closed,
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => _state == State.Open;

    /// <summary>Not known.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw WriteOnly();

    /// <summary>Not kept.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Position
    {
        get => throw WriteOnly();
        set => throw WriteOnly();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Begin();
        while (!buffer.IsEmpty)
        {
            buffer = buffer[_current.Append(buffer)..];
            if (_current.IsFull)
            {
                StoreFrames(_options.Workers - 1);
                StartCurrent();
            }
        }

        _state = State.Open;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Begin();
        while (!buffer.IsEmpty)
        {
            buffer = buffer[_current.Append(buffer.Span)..];
            if (_current.IsFull)
            {
                await StoreFramesAsync(_options.Workers - 1, cancellationToken).ConfigureAwait(false);
                StartCurrent();
            }
        }

        _state = State.Open;
    }

    /// <summary>
    /// Does nothing: a frame is stored when it is full or the content complete, so that flushing does not change the bytes.
    /// </summary>
    public override void Flush()
    {
    }

    /// <summary>
    /// Writes what is left and ends the archive; nothing can be written afterwards. Errors come here rather than from disposing.
    /// A second call does nothing. Without any content the archive is one empty frame.
    /// </summary>
    /// <exception cref="InvalidOperationException">An earlier write failed: the archive is not whole.</exception>
    public void Complete()
    {
        if (BeginCompleting())
        {
            StoreFrames(_options.Workers - 1);
            StartLast();
            StoreFrames(mayRemain: 0);
            _stored.Flush();
            _state = State.Complete;
        }
    }

    /// <inheritdoc cref="Complete"/>
    /// <param name="cancellationToken">Abandons the archive.</param>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (BeginCompleting())
        {
            await StoreFramesAsync(_options.Workers - 1, cancellationToken).ConfigureAwait(false);
            StartLast();
            await StoreFramesAsync(mayRemain: 0, cancellationToken).ConfigureAwait(false);
            await _stored.FlushAsync(cancellationToken).ConfigureAwait(false);
            _state = State.Complete;
        }
    }

    /// <summary>
    /// Gives the archive up: disposing will not complete it. What is stored so far is not a whole archive and should be deleted. For a
    /// writer whose content failed, so that the rest is not written in vain.
    /// </summary>
    public void Abandon()
    {
        if (_state == State.Open)
        {
            _state = State.Failed;
        }
    }

    /// <summary>Completes the archive if that has not happened; after a failed write or <see cref="Abandon"/> it only cleans up.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_state != State.Closed)
        {
            try
            {
                if (_state == State.Open)
                {
                    await CompleteAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
            finally
            {
                bool hasFailed = _state == State.Failed;
                ReleaseFrames();
                await CloseStoredAsync(hasFailed).ConfigureAwait(false);
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw WriteOnly();

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw WriteOnly();

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw WriteOnly();

    /// <summary>Completes the archive if that has not happened; after a failed write or <see cref="Abandon"/> it only cleans up.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _state != State.Closed)
        {
            try
            {
                if (_state == State.Open)
                {
                    Complete();
                }
            }
            finally
            {
                bool hasFailed = _state == State.Failed;
                ReleaseFrames();
                CloseStored(hasFailed);
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Marks the stream as failed until the operation has gone through, so that no way out can be forgotten.</summary>
    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_state == State.Closed, this);
        if (_state != State.Open)
        {
            throw new InvalidOperationException(
                $"Found a call on a zstd stream that is {(_state == State.Failed ? "broken by an earlier error" : "complete")}, "
                + "expected an open one. Write the whole content to a new stream.");
        }

        _state = State.Failed;
    }

    private bool BeginCompleting()
    {
        if (_state == State.Complete)
        {
            return false;
        }

        Begin();
        return true;
    }

    private void StartLast()
    {
        if (!_current.IsEmpty || !_hasFrames)
        {
            StartCurrent();
        }
    }

    private ZstdFrame NewFrame() => new(_options.FrameBytes, _options.Level);

    private void StartCurrent()
    {
        _hasFrames = true;
        _current.Start();
        _compressing.Enqueue(_current);
        _current = _spare.TryPop(out ZstdFrame? frame) ? frame : NewFrame();
    }

    /// <summary>Whether the oldest frame is to be stored now: it is ready, or too many are at work.</summary>
    private bool IsOldestDue(int mayRemain) =>
        _compressing.TryPeek(out ZstdFrame? oldest) && (_compressing.Count > mayRemain || oldest.IsDone);

    private void StoreFrames(int mayRemain)
    {
        while (IsOldestDue(mayRemain))
        {
            ZstdFrame oldest = _compressing.Peek();
            oldest.Wait();
            _stored.Write(oldest.Compressed.Span);
            Recycle();
        }
    }

    private async Task StoreFramesAsync(int mayRemain, CancellationToken cancellationToken)
    {
        while (IsOldestDue(mayRemain))
        {
            ZstdFrame oldest = _compressing.Peek();
            await oldest.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _stored.WriteAsync(oldest.Compressed, cancellationToken).ConfigureAwait(false);
            Recycle();
        }
    }

    private void Recycle()
    {
        ZstdFrame stored = _compressing.Dequeue();
        stored.Clear();
        _spare.Push(stored);
    }

    /// <summary>Waits for the workers, because they still use the buffers that are given back here.</summary>
    private void ReleaseFrames()
    {
        _state = State.Closed;
        _current.Dispose();
        foreach (ZstdFrame frame in _compressing)
        {
            frame.WaitQuietly();
            frame.Dispose();
        }

        foreach (ZstdFrame frame in _spare)
        {
            frame.Dispose();
        }

        _compressing.Clear();
        _spare.Clear();
    }

    private void CloseStored(bool hasFailed)
    {
        if (!_leaveOpen)
        {
            try
            {
                _stored.Dispose();
            }
            catch (Exception) when (hasFailed)
            {
                // The caller already has the error that matters; a full disk would only say the same again.
            }
        }
    }

    private async Task CloseStoredAsync(bool hasFailed)
    {
        if (!_leaveOpen)
        {
            try
            {
                await _stored.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception) when (hasFailed)
            {
                // As in CloseStored.
            }
        }
    }

    private static NotSupportedException WriteOnly() =>
        new("Found a call to read, seek or measure, expected writes only: a compressed log is written from front to back. "
            + "Open the stored log to read it.");
}
