using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.Adapters.Cloud;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Functions.Upload;

/// <summary>Logs as blobs.</summary>
/// <param name="blobs">The account.</param>
/// <param name="uploads">Lists blobs that are logs.</param>
/// <param name="names">What its containers are called.</param>
public sealed class StoredLogs(BlobServiceClient blobs, CloudUploads uploads, CloudNames names) : IStoredLogs
{
    private readonly BlobContainerClient _logs = blobs.GetBlobContainerClient(names.Of(CloudNames.LogsContainer));
    private readonly BlobContainerClient _combined = blobs.GetBlobContainerClient(names.Of(CloudNames.CombinedContainer));

    /// <inheritdoc/>
    public async Task<StoredLog?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            BlobProperties blob = await _logs.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation);
            return new StoredLog(name, blob.ETag.ToString().Trim('"'), blob.ContentLength);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FoundUpload> ListAsync(LogDay first, LogDay last, CancellationToken cancellation) =>
        uploads.FindStoredAsync(first, last, cancellation);

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string name, string etag, CancellationToken cancellation)
    {
        try
        {
            var version = new BlobRequestConditions { IfMatch = new ETag($"\"{etag.Trim('"')}\"") };
            return await _logs.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.IncludeSnapshots, version, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveCombinedAsync(string content, CancellationToken cancellation) =>
        await _combined.DeleteBlobIfExistsAsync(content, cancellationToken: cancellation);
}
