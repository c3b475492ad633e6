using Countme.Core.Time;

namespace Countme.Core.Upload;

/// <summary>The uploaded logs and their ledger.</summary>
public interface IUploads
{
    /// <summary>The ledger's row of a name; null when the name was never received.</summary>
    Task<LogUpload?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>All uploads of one site and log day, in order of host, then name, byte-wise.</summary>
    Task<IReadOnlyList<LogUpload>> ListAsync(Site site, LogDay day, CancellationToken cancellation);

    /// <summary>All log days of a site that have uploads, in order.</summary>
    Task<IReadOnlyList<LogDay>> ListDaysAsync(Site site, CancellationToken cancellation);

    /// <summary>All sites that have uploads, in order.</summary>
    Task<IReadOnlyList<Site>> ListSitesAsync(CancellationToken cancellation);

    /// <summary>Enters or replaces rows of the ledger, all or none; a store may cut more than 100 into several such writes.</summary>
    /// <returns>The rows in the order given, with the versions that they have now.</returns>
    /// <exception cref="ChangedMeanwhileException">A row is no longer the one of its <see cref="LogUpload.Version"/>.</exception>
    Task<IReadOnlyList<LogUpload>> RecordAsync(IReadOnlyCollection<LogUpload> uploads, CancellationToken cancellation);

    /// <summary>Opens an upload's content without its compression, to be read once from its start.</summary>
    /// <returns>Null when the log is no longer there.</returns>
    /// <exception cref="ChangedMeanwhileException">
    /// The log was replaced: it is no longer the one of <see cref="LogUpload.ETag"/>.
    /// </exception>
    /// <remarks>Reading throws <see cref="UnreadableLogException"/> where the log turns out to be damaged or may not be read.</remarks>
    Task<LogContent?> OpenAsync(LogUpload upload, CancellationToken cancellation);
}

/// <summary>An opened log.</summary>
/// <param name="Stream">The content; read forward only, disposed by who opened it.</param>
/// <param name="DecoderMemoryBytes">What its decompression holds while it is open, in bytes; 0 for a plain log.</param>
/// <param name="IsSlow">Whether its decompression keeps a core busy for as long as reading its lines does.</param>
public sealed record LogContent(Stream Stream, long DecoderMemoryBytes, bool IsSlow = false) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}

/// <summary>A log cannot be read: its archive is cut or damaged, or reading it is not allowed. The log is set aside whole.</summary>
/// <param name="message">What was found, what was expected, what to do; without any content of the log.</param>
/// <param name="innerException">The failure underneath, if there was one.</param>
public sealed class UnreadableLogException(string message, Exception? innerException = null) : IOException(message, innerException);
