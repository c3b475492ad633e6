using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Uploaded logs as blobs of <c>logs</c>, and their ledger as rows of <c>Uploads</c>: a partition for each site and log day, both of
/// which a blob's name tells. A log that is open holds 1 MiB besides its decoder.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudUploads(CloudStorage storage) : IUploads
{
    private const int RangeBytes = 512 << 10;

    private readonly TableClient _ledger = storage.Table(CloudNames.UploadsTable);
    private readonly BlobContainerClient _logs = storage.Container(CloudNames.LogsContainer);

    /// <summary>Looks at a blob.</summary>
    /// <param name="name">Its name in the container.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What is to be received; null when the blob is gone or its name is none of a log.</returns>
    public async Task<FoundUpload?> LookAsync(string name, CancellationToken cancellation)
    {
        if (!LogName.TryParse(name, out LogName? log))
        {
            return null;
        }

        try
        {
            BlobProperties blob = await _logs.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false);
            return new FoundUpload(log.Host, log.Site, log.Day, name, CloudStorage.TextOf(blob.ETag), blob.ContentLength);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>
    /// Lists the blobs that are logs of some days: one listing for each host and day, of more than a month for each host and month.
    /// </summary>
    /// <param name="first">The first log day.</param>
    /// <param name="last">The last log day; not before the first.</param>
    /// <param name="cancellation">Stops between blobs.</param>
    public async IAsyncEnumerable<FoundUpload> FindStoredAsync(
        LogDay first, LogDay last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] dates = [.. DateFolders(first, last)];
        await foreach (string folder in FoldersAsync(cancellation).ConfigureAwait(false))
        {
            // A name without a host begins with its year.
            bool isYear = LogName.IsDatePart(folder, 4);
            IEnumerable<string> prefixes = isYear
                ? dates.Where(date => date.StartsWith(folder, StringComparison.Ordinal))
                : dates.Select(date => $"{folder}/{date}");
            foreach (string prefix in prefixes)
            {
                await foreach (BlobItem blob in _logs.GetBlobsAsync(
                    BlobTraits.None, BlobStates.None, prefix, cancellation).ConfigureAwait(false))
                {
                    if (LogName.TryParse(blob.Name, out LogName? log) && log.Day >= first && log.Day <= last
                        && blob.Properties.ETag is { } etag)
                    {
                        yield return new FoundUpload(
                            log.Host, log.Site, log.Day, blob.Name, CloudStorage.TextOf(etag), blob.Properties.ContentLength ?? 0);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task<LogUpload?> FindAsync(string name, CancellationToken cancellation)
    {
        if (!LogName.TryParse(name, out LogName? log))
        {
            return null;
        }

        return await TableRows.FindAsync(
            _ledger, UploadRow.PartitionOf(log.Site, log.Day), TableRows.KeyOf(name), cancellation).ConfigureAwait(false)
            is { } row ? UploadRow.Read(row) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogUpload>> ListAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        var uploads = new List<LogUpload>();
        await foreach (TableEntity row in TableRows.List(
            _ledger, UploadRow.PartitionOf(site, day), null, null, cancellation).ConfigureAwait(false))
        {
            uploads.Add(UploadRow.Read(row));
        }

        // Names are plain ASCII, so ordinal order is the order of their bytes.
        return [.. uploads.OrderBy(upload => upload.Host).ThenBy(upload => upload.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogDay>> ListDaysAsync(Site site, CancellationToken cancellation)
    {
        var days = new List<LogDay>();
        await foreach (TableEntity row in TableRows.List(
            _ledger, UploadRow.DaysPartition(site), null, null, cancellation).ConfigureAwait(false))
        {
            if (LogDay.TryParse(row.RowKey, out LogDay day))
            {
                days.Add(day);
            }
        }

        return [.. days.Order()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Site>> ListSitesAsync(CancellationToken cancellation)
    {
        var sites = new List<Site>();
        await foreach (TableEntity row in TableRows.List(_ledger, UploadRow.SitesPartition, null, null, cancellation).ConfigureAwait(false))
        {
            sites.Add(new Site(row.RowKey));
        }

        return [.. sites.Order()];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The rows that list days and sites are written first: killed in between, a day may be listed without uploads, never the other way.
    /// </remarks>
    public async Task<IReadOnlyList<LogUpload>> RecordAsync(IReadOnlyCollection<LogUpload> uploads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(uploads);
        var recorded = new Dictionary<string, LogUpload>(StringComparer.Ordinal);
        var rows = new List<(LogUpload Upload, TableEntity Row)>();
        foreach (LogUpload upload in uploads)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add((upload, UploadRow.Of(upload, storage.Time)));
        }

        cancellation.ThrowIfCancellationRequested();
        foreach ((Site Site, LogDay Day) key in rows
            .Where(row => row.Upload.Version is null)
            .Select(row => (row.Upload.Site, row.Upload.Day))
            .Distinct())
        {
            await EnterDayAsync(key.Site, key.Day, cancellation).ConfigureAwait(false);
        }

        foreach (var partition in rows.GroupBy(row => row.Row.PartitionKey))
        {
            foreach (var some in partition.Chunk(TableRows.MaxTransactionRows))
            {
                await RecordAsync(some, recorded, cancellation).ConfigureAwait(false);
            }
        }

        return [.. uploads.Select(upload => recorded[upload.Name])];
    }

    /// <inheritdoc/>
    public async Task<LogContent?> OpenAsync(LogUpload upload, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(upload);
        Stream? stored = await BlobReadStream.OpenAsync(
            _logs.GetBlobClient(upload.Name), CloudStorage.ETagOf(upload.ETag), RangeBytes, cancellation).ConfigureAwait(false);
        return stored is null ? null : storage.Packing.Open(stored, upload.Name);
    }

    private async Task RecordAsync(
        (LogUpload Upload, TableEntity Row)[] rows, Dictionary<string, LogUpload> recorded, CancellationToken cancellation)
    {
        var actions = rows.Select(row => row.Upload.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, row.Row, new ETag(version))
            : new TableTransactionAction(TableTransactionActionType.Add, row.Row));
        try
        {
            IReadOnlyList<Response> responses = (await _ledger.SubmitTransactionAsync(actions, cancellation).ConfigureAwait(false)).Value;
            for (int i = 0; i < rows.Length; i++)
            {
                recorded[rows[i].Upload.Name] = rows[i].Upload with { Version = responses[i].Headers.ETag?.ToString() };
            }
        }
        catch (TableTransactionFailedException exception) when (TableRows.IsConflict(exception))
        {
            throw TableRows.Changed(_ledger, rows[exception.FailedTransactionActionIndex ?? 0].Row, exception);
        }
    }

    private async Task EnterDayAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        await _ledger.UpsertEntityAsync(
            new TableEntity(UploadRow.SitesPartition, site.Name), TableUpdateMode.Merge, cancellation).ConfigureAwait(false);
        await _ledger.UpsertEntityAsync(
            new TableEntity(UploadRow.DaysPartition(site), day.ToString()), TableUpdateMode.Merge, cancellation).ConfigureAwait(false);
    }

    /// <summary>The folders of days, or of months where there are many days.</summary>
    private static IEnumerable<string> DateFolders(LogDay first, LogDay last)
    {
        const int mostDays = 31;
        int days = last.Date.DayNumber - first.Date.DayNumber + 1;
        string format = days <= mostDays ? "yyyy/MM/dd/" : "yyyy/MM/";
        return Enumerable.Range(0, Math.Max(days, 0))
            .Select(day => first.Date.AddDays(day).ToString(format, CultureInfo.InvariantCulture)).Distinct();
    }

    /// <summary>The first folders of all names.</summary>
    private async IAsyncEnumerable<string> FoldersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (BlobHierarchyItem item in
            _logs.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", null, cancellation).ConfigureAwait(false))
        {
            if (item.IsPrefix)
            {
                yield return item.Prefix.TrimEnd('/');
            }
        }
    }
}
