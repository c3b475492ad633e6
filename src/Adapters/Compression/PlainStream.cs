namespace Countme.Adapters.Compression;

/// <summary>A log stored as it is: the bytes looked at first, then the stream itself without a copy in between.</summary>
internal sealed class PlainStream(StoredInput input) : LogContentStream
{
    private bool _isClosed;

    public override CompressionKind Kind => CompressionKind.Plain;

    public override long DecoderMemoryBytes => 0;

    public override bool CanRead => !_isClosed;

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return TakeAhead(buffer, out int countBytes) ? countBytes : input.Stored.Read(buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return TakeAhead(buffer.Span, out int countBytes)
            ? ValueTask.FromResult(countBytes)
            : input.Stored.ReadAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await input.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Copies from the bytes that were looked at, as long as there are any.</summary>
    private bool TakeAhead(Span<byte> buffer, out int countBytes)
    {
        ReadOnlySpan<byte> ahead = input.Available;
        countBytes = Math.Min(ahead.Length, buffer.Length);
        ahead[..countBytes].CopyTo(buffer);
        input.Take(countBytes);
        if (input.Available.IsEmpty)
        {
            input.ReleaseBuffer();
        }

        // At the end of the stored bytes a stream may be asked again; one that has ended answers 0 again.
        return countBytes > 0 || buffer.IsEmpty;
    }
}
