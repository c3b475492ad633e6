using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Logs that were set aside, as blobs of <c>rejected</c>: <c>{name}.{version}</c>, and <c>{name}.{version}.json</c> with the reason.
/// The log is copied within the account, then its reason is written, then it leaves the uploads; a death in between leaves nothing
/// that a second call does not complete.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudRejectedLogs(CloudStorage storage) : IRejectedLogs
{
    /// <summary>A blob's name may have 1024; behind this one come at most a fingerprint, a version and <c>.json</c>.</summary>
    private const int MaxNameCharacters = 900;

    private readonly BlobContainerClient _logs = storage.Container(CloudNames.LogsContainer);
    private readonly BlobContainerClient _rejected = storage.Container(CloudNames.RejectedContainer);

    /// <inheritdoc/>
    public async Task SetAsideAsync(string name, string etag, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(etag);
        var version = new BlobRequestConditions { IfMatch = CloudStorage.ETagOf(etag) };
        string target = TargetOf(name, etag);
        try
        {
            BlobClient log = _logs.GetBlobClient(name);
            var options = new BlobCopyFromUriOptions { SourceConditions = version };
            CopyFromUriOperation copy = await _rejected.GetBlobClient(target)
                .StartCopyFromUriAsync(log.Uri, options, cancellation).ConfigureAwait(false);
            await copy.WaitForCompletionAsync(cancellation).ConfigureAwait(false);
            await WriteReasonAsync(target, name, etag, reason, cancellation).ConfigureAwait(false);
            await log.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, version, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // It is no longer there: moved by an earlier call, or replaced by a newer log, which is judged on its own.
        }
    }

    /// <summary>
    /// The name there; one that would be too long is cut and told apart by a fingerprint, its whole is beside it with the reason.
    /// </summary>
    private static string TargetOf(string name, string etag)
    {
        string version = string.Concat(etag.Where(char.IsAsciiLetterOrDigit));
        string whole = name.Length <= MaxNameCharacters
            ? name : $"{name[..MaxNameCharacters]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8))}";
        return $"{whole}.{version}";
    }

    private async Task WriteReasonAsync(string target, string name, string etag, string reason, CancellationToken cancellation)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string> { ["name"] = name, ["etag"] = etag, ["reason"] = reason });
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } };
        await _rejected.GetBlobClient(target + ".json").UploadAsync(new BinaryData(json), options, cancellation).ConfigureAwait(false);
    }
}
