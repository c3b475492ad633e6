using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>Raw parts and pseudonym keys as files, and what is known of loaded log days in a table.</summary>
/// <param name="directory">Holds the files.</param>
/// <param name="database">Holds the table.</param>
public sealed class DiskRawDb(DataDirectory directory, CountmeDatabase database) : IRawDb
{
    private const int PartBufferBytes = 1 << 17;

    private readonly DayColumn<LoadedDay> _records = new(database, "Loaded", StoredJson.Default.LoadedDay);

    /// <inheritdoc/>
    public Task<LoadedDay?> FindLoadedAsync(Site site, LogDay day, CancellationToken cancellation) =>
        _records.FindAsync(site, day, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoadedDay>> ListLoadedAsync(Site site, CancellationToken cancellation) =>
        _records.ListAsync(site, cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// Parts go after the record is kept: killed between the two, a part that nobody names lies there until the log day is recorded again.
    /// </remarks>
    public async Task RecordLoadedAsync(LoadedDay loaded, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        await _records.PutAsync(loaded.Site, loaded.LogDay, loaded, cancellation).ConfigureAwait(false);
        RemovePartsNotNamed(loaded);
    }

    /// <inheritdoc/>
    public Task<IDraft> CreatePartAsync(RawPartKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IDraft>(directory.CreateDraft(directory.RawPartPath(key)));
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenPartAsync(RawPartKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                directory.RawPartPath(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, PartBufferBytes,
                FileOptions.SequentialScan));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public Task RemovePartAsync(RawPartKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Remove(directory.RawPartPath(key));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Stream CreateScratch() => directory.CreateScratch();

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> PseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string path = directory.PseudonymKeyPath(site, day);
        return Task.FromResult<ReadOnlyMemory<byte>>(PseudonymKeyFile.Read(path) ?? CreateKey(path));
    }

    /// <inheritdoc/>
    public Task RemovePseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Remove(directory.PseudonymKeyPath(site, day));
        return Task.CompletedTask;
    }

    private byte[] CreateKey(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + RawDbNames.PartEnding).Any()
            ? throw PseudonymKeyFormat.Gone(path, folder)
            : PseudonymKeyFile.Create(path, directory.NewScratchPath());
    }

    private void RemovePartsNotNamed(LoadedDay loaded)
    {
        string sitePath = directory.RawDbSitePath(loaded.Site);
        if (!Directory.Exists(sitePath))
        {
            return;
        }

        var named = loaded.Parts
            .Select(part => directory.RawPartPath(new RawPartKey(loaded.Site, part.Day, loaded.LogDay)))
            .ToHashSet(StringComparer.Ordinal);
        string name = RawDbNames.PartOf(loaded.LogDay);
        foreach (string path in Directory.GetDirectories(sitePath).Select(day => Path.Join(day, name)).Where(path => !named.Contains(path)))
        {
            Remove(path);
        }
    }

    /// <summary>Removes a file if it is there, and its day's folder with the last file.</summary>
    private static void Remove(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        File.Delete(path);
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
