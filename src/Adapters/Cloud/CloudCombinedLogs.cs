using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Combined logs as blobs of <c>combined</c>, and what is known of them as rows of <c>Days</c>. Each writing has a blob of its own,
/// which the record names: what a record says and what its blob holds never come apart. A log that is written holds 8 MiB, one that
/// is read as much, besides what packing takes.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudCombinedLogs(CloudStorage storage) : ICombinedLogs
{
    private const int RangeBytes = 4 << 20;
    private const string Ending = ".log.zst";

    private readonly BlobContainerClient _blobs = storage.Container(CloudNames.CombinedContainer);
    private readonly DayRecords<CombinedLog> _records =
        new(storage, "combined", StoredJson.Default.CombinedLog, (log, version) => log with { Version = version });

    /// <inheritdoc/>
    public Task<CombinedLog?> FindAsync(Site site, LogDay day, CancellationToken cancellation) =>
        _records.FindAsync(site, day, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CombinedLog>> ListAsync(Site site, CancellationToken cancellation) =>
        await _records.ListAsync(site, null, null, cancellation).ToListAsync(cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<IDraft> CreateAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string id = storage.NewId();
        BlockBlobClient blob = _blobs.GetBlockBlobClient($"{PrefixOf(site, day)}{id}{Ending}");
        return Task.FromResult<IDraft>(new PackedDraft(BlobDraft.New(blob, id), storage.Packing));
    }

    /// <inheritdoc/>
    /// <remarks>Contents of earlier combined logs go after the record is kept; those of writers that are still at work stay.</remarks>
    public async Task RecordAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        CombinedLog? before = log.Version is null ? null : await FindAsync(log.Site, log.Day, cancellation).ConfigureAwait(false);
        KeyValuePair<string, object>[] columns =
        [
            new("Inputs", log.Inputs.Count),
            new("LeftOut", log.LeftOut.Count),
            new("IsInPlace", log.IsInPlace),
            new("Lines", log.Lines ?? -1L),
            new("ContentBytes", log.ContentBytes ?? -1L),
        ];
        await _records.PutAsync(log.Site, log.Day, log, log.Version, columns, cancellation).ConfigureAwait(false);

        string prefix = PrefixOf(log.Site, log.Day);
        await foreach (BlobItem blob in _blobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation).ConfigureAwait(false))
        {
            bool isLeftover = blob.Name.EndsWith(Ending, StringComparison.Ordinal)
                && storage.IsLeftover(blob.Name[prefix.Length..^Ending.Length]);
            if (blob.Name != log.Content && (blob.Name == before?.Content || isLeftover))
            {
                await _blobs.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public Stream CreateScratch() => storage.CreateScratch();

    /// <inheritdoc/>
    public async Task<LogContent?> OpenAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.Content is null)
        {
            return null;
        }

        Stream? stored = await BlobReadStream.OpenAsync(
            _blobs.GetBlobClient(log.Content), etag: null, RangeBytes, cancellation).ConfigureAwait(false);
        return stored is null ? null : storage.Packing.Open(stored, log.Content);
    }

    private static string PrefixOf(Site site, LogDay day) => $"{site}/{day.ToString().Replace('-', '/')}.";
}
