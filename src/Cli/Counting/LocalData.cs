using Countme.Adapters.Compression;
using Countme.Adapters.Disk;
using Countme.Adapters.Formats;
using Countme.Cli.Running;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>An opened data directory with its stores.</summary>
internal sealed class LocalData : IDisposable
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(500);

    private readonly RunLock? _lock;
    private readonly CountmeDatabase _database;

    private LocalData(DataDirectory directory, RunLock? runLock, int workers)
    {
        Directory = directory;
        _lock = runLock;
        try
        {
            _database = CountmeDatabase.Open(directory);
        }
        catch
        {
            runLock?.Dispose();
            throw;
        }

        LogPacking packing = PackingOf(workers);
        Stores = new Stores(
            new DiskUploads(_database, packing),
            new DiskCombinedLogs(directory, _database, packing),
            new DiskRawDb(directory, _database),
            new DiskTotals(_database),
            new DiskPublications(directory),
            new PublishedMarks(directory));
    }

    /// <summary>The folder.</summary>
    public DataDirectory Directory { get; }

    /// <summary>What is in it.</summary>
    public Stores Stores { get; }

    /// <summary>How logs are compressed and read.</summary>
    /// <param name="workers">Threads that compress.</param>
    public static LogPacking PackingOf(int workers) => new(
        stored =>
        {
            LogContentStream content = LogCompression.OpenRead(stored);
            return content.Kind == CompressionKind.Plain ? content : new ReadAheadStream(content);
        },
        content => ((LogContentStream)content).DecoderMemoryBytes,
        stored => new ZstdWriteStream(stored, new ZstdWriteOptions { Workers = workers }, leaveOpen: true),
        exception => exception is DamagedArchiveException);

    /// <summary>Opens a folder for reading only; a run that writes to it is not disturbed.</summary>
    /// <exception cref="RefusedException">Nothing was counted into that folder; nothing is made.</exception>
    public static LocalData OpenForReading(string path) => new(Existing(path), runLock: null, workers: 1);

    /// <summary>Opens a folder for one run, after any run that has it now.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mustExist">Whether something must have been counted into it before.</param>
    /// <param name="options">How long to wait, and threads that compress.</param>
    /// <param name="terminal">Is told that the run waits.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<LocalData> OpenForWritingAsync(
        string path, bool mustExist, WriteOptions options, Terminal terminal, CancellationToken cancellation)
    {
        DataDirectory directory = mustExist ? Existing(path) : new DataDirectory(path);
        bool isTold = false;
        while (true)
        {
            if (directory.TryLock(out RunLock? taken, out string message))
            {
                return new LocalData(directory, taken, options.Workers);
            }

            if (options.NoWait)
            {
                throw new RefusedException(message);
            }

            if (!isTold)
            {
                terminal.Warn($"{message} Waiting for it.");
                isTold = true;
            }

            await Task.Delay(LockPause, terminal.Time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _lock?.Dispose();
    }

    /// <summary>The sites that have uploads or totals, for messages.</summary>
    public Task<IReadOnlyList<Site>> SitesAsync(CancellationToken cancellation) => Stores.Uploads.ListSitesAsync(cancellation);

    private static DataDirectory Existing(string path)
    {
        var directory = new DataDirectory(path);
        return File.Exists(directory.DatabasePath)
            ? directory
            : throw new RefusedException(
                $"{directory.Root} {(System.IO.Directory.Exists(directory.Root) ? "holds nothing that was counted" : "is not there")}; "
                + "a folder that countme count, load or import wrote to is needed. Correct --data.");
    }
}

/// <summary>How a folder is opened for a run.</summary>
/// <param name="NoWait">Whether a folder that another run has is a failure.</param>
/// <param name="Workers">Threads that compress.</param>
internal sealed record WriteOptions(bool NoWait, int Workers);
