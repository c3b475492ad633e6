using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Raw parts and pseudonym keys as blobs of <c>rawdb</c>, and what is known of loaded log days as rows of <c>Days</c>. A part that is
/// written holds 8 MiB, one that is read 2 MiB: a UTC day is read from several at once.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudRawDb(CloudStorage storage) : IRawDb
{
    private const int RangeBytes = 1 << 20;

    private readonly BlobContainerClient _blobs = storage.Container(CloudNames.RawDbContainer);
    private readonly DayRecords<LoadedDay> _records =
        new(storage, "loaded", StoredJson.Default.LoadedDay, (loaded, version) => loaded with { Version = version });

    /// <inheritdoc/>
    public Task<LoadedDay?> FindLoadedAsync(Site site, LogDay day, CancellationToken cancellation) =>
        _records.FindAsync(site, day, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoadedDay>> ListLoadedAsync(Site site, CancellationToken cancellation) =>
        await _records.ListAsync(site, null, null, cancellation).ToListAsync(cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>
    /// Parts go after the record is kept: killed between the two, a part that nobody names lies there until the log day is recorded again.
    /// </remarks>
    public async Task RecordLoadedAsync(LoadedDay loaded, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        KeyValuePair<string, object>[] columns =
        [
            new("Rules", loaded.Rules),
            new("Parts", loaded.Parts.Count),
            new("Lines", loaded.Counts.Lines),
            new("Counted", loaded.Counts.Counted),
            new("Ignored", loaded.Counts.Ignored.Values.Sum()),
            new("Malformed", loaded.Counts.Malformed.Values.Sum()),
            new("Rows", loaded.Parts.Sum(part => part.Rows)),
        ];
        await _records.PutAsync(loaded.Site, loaded.LogDay, loaded, loaded.Version, columns, cancellation).ConfigureAwait(false);

        var named = loaded.Parts
            .Select(part => NameOf(new RawPartKey(loaded.Site, part.Day, loaded.LogDay)))
            .ToHashSet(StringComparer.Ordinal);
        string ending = "/" + RawDbNames.PartOf(loaded.LogDay);
        await foreach (BlobItem blob in _blobs.GetBlobsAsync(
            BlobTraits.None, BlobStates.None, loaded.Site.Name + "/", cancellation).ConfigureAwait(false))
        {
            if (blob.Name.EndsWith(ending, StringComparison.Ordinal) && !named.Contains(blob.Name))
            {
                await _blobs.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IDraft> CreatePartAsync(RawPartKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await BlobDraft.ReplaceAsync(_blobs.GetBlockBlobClient(NameOf(key)), storage.NewId(), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenPartAsync(RawPartKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return BlobReadStream.OpenAsync(_blobs.GetBlobClient(NameOf(key)), etag: null, RangeBytes, cancellation);
    }

    /// <inheritdoc/>
    public Task RemovePartAsync(RawPartKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _blobs.DeleteBlobIfExistsAsync(NameOf(key), cancellationToken: cancellation);
    }

    /// <inheritdoc/>
    public Stream CreateScratch() => storage.CreateScratch();

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> PseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation)
    {
        string folder = FolderOf(site, day);
        BlobClient blob = _blobs.GetBlobClient(folder + RawDbNames.Key);
        if (await ReadKeyAsync(blob, folder, cancellation).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        if (await HasPartsAsync(folder, cancellation).ConfigureAwait(false))
        {
            throw PseudonymKeyFormat.Gone(blob.Name, folder);
        }

        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(
                new BinaryData(PseudonymKeyFormat.Encode(PseudonymKeyFormat.NewKey())), options, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Another process was quicker, or an answer was lost: the key that is there counts.
        }

        return await ReadKeyAsync(blob, folder, cancellation).ConfigureAwait(false)
            ?? throw new ChangedMeanwhileException($"{blob.Name} was removed while it was made. Run the step again.");
    }

    /// <inheritdoc/>
    public Task RemovePseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation) =>
        _blobs.DeleteBlobIfExistsAsync(FolderOf(site, day) + RawDbNames.Key, cancellationToken: cancellation);

    private static string FolderOf(Site site, UtcDay day) => $"{site}/{RawDbNames.FolderOf(day)}/";

    private static string NameOf(RawPartKey key) => FolderOf(key.Site, key.Day) + RawDbNames.PartOf(key.LogDay);

    private static async Task<byte[]?> ReadKeyAsync(BlobClient blob, string folder, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult found = await blob.DownloadContentAsync(cancellation).ConfigureAwait(false);
            return PseudonymKeyFormat.Decode(found.Content.ToMemory().Span, blob.Name, folder);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task<bool> HasPartsAsync(string folder, CancellationToken cancellation)
    {
        await foreach (BlobItem blob in _blobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellation).ConfigureAwait(false))
        {
            if (blob.Name.EndsWith(RawDbNames.PartEnding, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
