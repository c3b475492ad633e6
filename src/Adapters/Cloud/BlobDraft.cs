using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Countme.Core.Combine;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>A blob that is written beside what it will replace, and takes its place only if nobody else did since it was begun.</summary>
internal sealed class BlobDraft : IDraft
{
    private readonly BlockBlobClient _blob;
    private readonly BlobRequestConditions _conditions;
    private readonly BlockWriteStream _stream;

    private BlobDraft(BlockBlobClient blob, string id, BlobRequestConditions conditions, string? content)
    {
        _blob = blob;
        _conditions = conditions;
        _stream = new BlockWriteStream(blob, id);
        Content = content;
    }

    /// <inheritdoc/>
    public Stream Stream => _stream;

    /// <inheritdoc/>
    public string? Content { get; }

    /// <summary>Begins a blob under a name that nobody else has; the name is to be kept in its record.</summary>
    public static BlobDraft New(BlockBlobClient blob, string id) =>
        new(blob, id, new BlobRequestConditions { IfNoneMatch = ETag.All }, blob.Name);

    /// <summary>Begins a blob that replaces the one that is there now, if any.</summary>
    public static async Task<BlobDraft> ReplaceAsync(BlockBlobClient blob, string id, CancellationToken cancellation)
    {
        try
        {
            BlobProperties before = await blob.GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
            return new BlobDraft(blob, id, new BlobRequestConditions { IfMatch = before.ETag }, content: null);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return new BlobDraft(blob, id, new BlobRequestConditions { IfNoneMatch = ETag.All }, content: null);
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        try
        {
            await _stream.CommitAsync(_conditions, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (IsConflict(exception))
        {
            throw new ChangedMeanwhileException(
                $"{_blob.BlobContainerName}/{_blob.Name} was written by another while it was being written. Run the step again.",
                exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Whether the blob is another one now; its commit took the blocks that were staged here away.</summary>
    private static bool IsConflict(RequestFailedException exception) => exception.Status is 409 or 412
        || exception.ErrorCode == BlobErrorCode.InvalidBlockList;
}
