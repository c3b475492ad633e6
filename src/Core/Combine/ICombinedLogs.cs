using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Combine;

/// <summary>Keeps the combined logs, one for each site and log day.</summary>
public interface ICombinedLogs
{
    /// <summary>What is known of a day's combined log; null when there is none.</summary>
    Task<CombinedLog?> FindAsync(Site site, LogDay day, CancellationToken cancellation);

    /// <summary>All log days of a site that have a combined log, in order of day.</summary>
    Task<IReadOnlyList<CombinedLog>> ListAsync(Site site, CancellationToken cancellation);

    /// <summary>Starts the content of a day's combined log beside any earlier one.</summary>
    Task<IDraft> CreateAsync(Site site, LogDay day, CancellationToken cancellation);

    /// <summary>Records a combined log. Its draft, if any, must be committed before.</summary>
    /// <exception cref="ChangedMeanwhileException">
    /// The earlier record is no longer the one of <see cref="CombinedLog.Version"/>.
    /// </exception>
    Task RecordAsync(CombinedLog log, CancellationToken cancellation);

    /// <summary>A place for data that outgrows memory: written, rewound, read, and gone when disposed or when the process dies.</summary>
    Stream CreateScratch();

    /// <summary>Opens the stored content of a combined log that is not in place; null when it is gone.</summary>
    Task<LogContent?> OpenAsync(CombinedLog log, CancellationToken cancellation);
}

/// <summary>Content that is being written and takes its place only when it is whole.</summary>
public interface IDraft : IAsyncDisposable
{
    /// <summary>Where to write.</summary>
    Stream Stream { get; }

    /// <summary>How the store names this content, to be kept in its record; null where the record's key tells it.</summary>
    string? Content => null;

    /// <summary>Puts the content in its place, atomically. Disposing without it leaves what was there before.</summary>
    /// <exception cref="ChangedMeanwhileException">Another draft took the place since this one was started.</exception>
    Task CommitAsync(CancellationToken cancellation);
}
