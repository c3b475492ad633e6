using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Countme.Adapters.Compression;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Reads one version of a blob from front to back: each read is one request for as many bytes as the buffer takes, so no response
/// stays open while the reader is busy with other logs. Holds no buffer of its own.
/// </summary>
/// <remarks>A version that was replaced or removed while it is read is a <see cref="ChangedMeanwhileException"/>.</remarks>
internal sealed class BlobReadStream : ForwardStream
{
    private readonly BlobBaseClient _blob;
    private readonly BlobRequestConditions _version;
    private readonly long _length;
    private long _position;

    private BlobReadStream(BlobBaseClient blob, ETag etag, long length)
    {
        _blob = blob;
        _version = new BlobRequestConditions { IfMatch = etag };
        _length = length;
    }

    /// <summary>Opens a blob; reading goes on beside the reader, and reads may be synchronous.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="etag">The version that is wanted; null for the one that is there.</param>
    /// <param name="rangeBytes">Size of each request. Two such buffers are held while the stream is open.</param>
    /// <param name="cancellation">Ends the wait for the blob's properties.</param>
    /// <returns>Null when there is no such blob.</returns>
    /// <exception cref="ChangedMeanwhileException">There is another version than the one that is wanted.</exception>
    public static async Task<Stream?> OpenAsync(BlobBaseClient blob, ETag? etag, int rangeBytes, CancellationToken cancellation)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
            if (etag is { } wanted && CloudStorage.TextOf(wanted) != CloudStorage.TextOf(properties.ETag))
            {
                throw Changed(blob, exception: null);
            }

            var stream = new BlobReadStream(blob, properties.ETag, properties.ContentLength);
            return new ReadAheadStream(stream, buffers: 2, rangeBytes, CancellationToken.None);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Min(buffer.Length, _length - _position);
        if (count == 0)
        {
            return 0;
        }

        var options = new BlobDownloadOptions { Range = new HttpRange(_position, count), Conditions = _version };
        try
        {
            using BlobDownloadStreamingResult range = await _blob.DownloadStreamingAsync(options, cancellationToken).ConfigureAwait(false);
            await range.Content.ReadExactlyAsync(buffer[..count], cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw Changed(_blob, exception);
        }

        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        byte[] bytes = new byte[buffer.Length];
        int count = ReadAsync(bytes).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    private static ChangedMeanwhileException Changed(BlobBaseClient blob, Exception? exception) => new(
        $"{blob.BlobContainerName}/{blob.Name} was replaced or removed; another version of it was recorded. Run the step again.",
        exception);
}
