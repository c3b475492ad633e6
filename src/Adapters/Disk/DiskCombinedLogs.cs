using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>Combined logs as compressed files, and what is known of them in a table.</summary>
/// <param name="directory">Holds the files.</param>
/// <param name="database">Holds the table.</param>
/// <param name="packing">Compresses and opens the files.</param>
public sealed class DiskCombinedLogs(DataDirectory directory, CountmeDatabase database, LogPacking packing) : ICombinedLogs
{
    private readonly DayColumn<CombinedLog> _records = new(database, "Combined", StoredJson.Default.CombinedLog);

    /// <inheritdoc/>
    public Task<CombinedLog?> FindAsync(Site site, LogDay day, CancellationToken cancellation) =>
        _records.FindAsync(site, day, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CombinedLog>> ListAsync(Site site, CancellationToken cancellation) =>
        _records.ListAsync(site, cancellation);

    /// <inheritdoc/>
    public Task<IDraft> CreateAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IDraft>(new PackedDraft(directory.CreateDraft(directory.CombinedLogPath(site, day)), packing));
    }

    /// <inheritdoc/>
    /// <remarks>The content of an earlier combined log is removed when the day's log is now in place.</remarks>
    public async Task RecordAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        await _records.PutAsync(log.Site, log.Day, log, cancellation).ConfigureAwait(false);
        string path = directory.CombinedLogPath(log.Site, log.Day);
        if (log.IsInPlace && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public Stream CreateScratch() => directory.CreateScratch();

    /// <inheritdoc/>
    public Task<LogContent?> OpenAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(DiskUploads.Open(directory.CombinedLogPath(log.Site, log.Day), packing));
    }
}
