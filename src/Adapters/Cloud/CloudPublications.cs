using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.Adapters.Formats;
using Countme.Core.Publish;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Published files as blobs <c>{site}/{file}</c> of <c>public</c>. All are made whole in a local folder, from one reading of each
/// week, before the first one is replaced; a blob's metadata holds the SHA-256 of its content.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudPublications(CloudStorage storage) : IPublications
{
    /// <summary>How long a copy may be served without asking again.</summary>
    public const string CacheControl = "public, max-age=300";

    private const string HashKey = "sha256";

    private readonly BlobContainerClient _blobs = storage.Container(CloudNames.PublicContainer);

    /// <inheritdoc/>
    public async Task<string?> FindVersionAsync(Site site, CancellationToken cancellation) => string.Join(
        '\n',
        (await FindAsync(site, cancellation).ConfigureAwait(false)).Select(file => $"{file.Key}\t{file.Value.ETag}\t{file.Value.Hash}"));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PublishedFile>> PublishAsync(Publication publication, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(publication);
        Dictionary<string, PublicBlob> before = publication.Version is { } version
            ? version.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
                .ToDictionary(file => file[0], file => new PublicBlob(file[1], file[2]), StringComparer.Ordinal)
            : await FindAsync(publication.Site, cancellation).ConfigureAwait(false);
        string work = storage.NewScratchPath();
        Directory.CreateDirectory(work);
        try
        {
            await PublicationFiles.BuildAsync(publication, work, cancellation).ConfigureAwait(false);
            var files = new List<PublishedFile>();
            foreach (string name in PublicationFiles.Names)
            {
                cancellation.ThrowIfCancellationRequested();
                BlobClient blob = _blobs.GetBlobClient($"{publication.Site}/{name}");
                files.Add(await PutAsync(Path.Join(work, name), blob, before.GetValueOrDefault(name), cancellation).ConfigureAwait(false));
            }

            return files;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<PublishedFile> PutAsync(string path, BlobClient blob, PublicBlob? before, CancellationToken cancellation)
    {
        string name = Path.GetFileName(path);
        var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using var _ = content.ConfigureAwait(false);
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false));
        if (hash == before?.Hash)
        {
            return new PublishedFile(name, content.Length, WasReplaced: false);
        }

        content.Position = 0;
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypeOf(name), CacheControl = CacheControl },
            Metadata = new Dictionary<string, string> { [HashKey] = hash },
            Conditions = before is null
                ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                : new BlobRequestConditions { IfMatch = CloudStorage.ETagOf(before.ETag) },
        };
        try
        {
            await blob.UploadAsync(content, options, cancellation).ConfigureAwait(false);
            return new PublishedFile(name, content.Length, WasReplaced: true);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw new ChangedMeanwhileException(
                $"{blob.BlobContainerName}/{blob.Name} was published by another while this was being made. Publish the site again.",
                exception);
        }
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".csv" => "text/csv; charset=utf-8",
        ".json" => "application/json",
        _ => "application/vnd.sqlite3",
    };

    private async Task<Dictionary<string, PublicBlob>> FindAsync(Site site, CancellationToken cancellation)
    {
        var found = new Dictionary<string, PublicBlob>(StringComparer.Ordinal);
        foreach (string name in PublicationFiles.Names)
        {
            try
            {
                BlobProperties blob = await _blobs.GetBlobClient($"{site}/{name}")
                    .GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
                found[name] = new PublicBlob(
                    CloudStorage.TextOf(blob.ETag), blob.Metadata.TryGetValue(HashKey, out string? hash) ? hash : "");
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                // Not published yet.
            }
        }

        return found;
    }

    /// <summary>A published file as it is; the hash is empty if another program put it there.</summary>
    private sealed record PublicBlob(string ETag, string Hash);
}
