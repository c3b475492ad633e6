using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Functions.Upload;

/// <summary>A log as it lies where proxies put it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Bytes">Its size as stored.</param>
public sealed record StoredLog(string Name, string ETag, long Bytes);

/// <summary>The logs as proxies put them, whether or not the ledger knows them.</summary>
public interface IStoredLogs
{
    /// <summary>Looks at one; null when it is not there.</summary>
    Task<StoredLog?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>Lists those of some log days, both days included.</summary>
    IAsyncEnumerable<FoundUpload> ListAsync(LogDay first, LogDay last, CancellationToken cancellation);

    /// <summary>Removes one, if it is there in this version.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveAsync(string name, string etag, CancellationToken cancellation);

    /// <summary>Removes the content of a combined log, if it is there.</summary>
    /// <returns>Whether it was there.</returns>
    Task<bool> RemoveCombinedAsync(string content, CancellationToken cancellation);
}
