using System.Buffers;
using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Uploads what is written as blocks of a blob that nobody sees before they are committed; one block is on its way while the next one
/// is filled. Holds two blocks of 4 MiB.
/// </summary>
/// <param name="blob">The blob; what it holds stays until the commit.</param>
/// <param name="id">Tells this writer's blocks from those of others.</param>
internal sealed class BlockWriteStream(BlockBlobClient blob, string id) : Stream
{
    private const int BlockBytes = 4 << 20;

    private readonly List<string> _blocks = [];
    private readonly CancellationTokenSource _stop = new();
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private byte[] _staging = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private Task _staged = Task.CompletedTask;
    private int _filled;
    private bool _isClosed;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_isClosed;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!buffer.IsEmpty)
        {
            if (_filled == BlockBytes)
            {
                _staged.GetAwaiter().GetResult();
                Stage();
            }

            buffer = buffer[Fill(buffer)..];
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!buffer.IsEmpty)
        {
            if (_filled == BlockBytes)
            {
                await _staged.WaitAsync(cancellationToken).ConfigureAwait(false);
                Stage();
            }

            buffer = buffer[Fill(buffer.Span)..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Makes what was written the blob's content, in one step.</summary>
    public async Task CommitAsync(BlobRequestConditions conditions, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        await _staged.WaitAsync(cancellation).ConfigureAwait(false);
        if (_blocks.Count == 0)
        {
            using var content = new MemoryStream(_filling, 0, _filled, writable: false);
            await blob.UploadAsync(content, new BlobUploadOptions { Conditions = conditions }, cancellation).ConfigureAwait(false);
            return;
        }

        Stage();
        await _staged.WaitAsync(cancellation).ConfigureAwait(false);
        await blob.CommitBlockListAsync(
            _blocks, new CommitBlockListOptions { Conditions = conditions }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Does nothing: a block is sent when it is full.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await _stop.CancelAsync().ConfigureAwait(false);

            // A block that failed or was stopped matters no more: the blob was committed, or never will be.
            await _staged.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(_filling);
            ArrayPool<byte>.Shared.Return(_staging);
            _stop.Dispose();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    private int Fill(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, BlockBytes - _filled);
        bytes[..taken].CopyTo(_filling.AsSpan(_filled));
        _filled += taken;
        return taken;
    }

    private void Stage()
    {
        (_filling, _staging) = (_staging, _filling);
        int count = _filled;
        _filled = 0;
        string block = Convert.ToBase64String(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}-{_blocks.Count:d6}")));
        _blocks.Add(block);
        _staged = StageAsync(block, _staging, count);
    }

    private async Task StageAsync(string block, byte[] bytes, int count)
    {
        using var content = new MemoryStream(bytes, 0, count, writable: false);
        await blob.StageBlockAsync(block, content, options: null, _stop.Token).ConfigureAwait(false);
    }
}
