using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Upload;

/// <summary>Moves a day's logs that turned out to be damaged out of the way.</summary>
/// <param name="uploads">The ledger, which says which ones and why.</param>
/// <param name="stored">The logs as proxies put them.</param>
/// <param name="reject">Moves them, and tells.</param>
public sealed class SetAsideLogs(IUploads uploads, IStoredLogs stored, RejectLog reject)
{
    /// <summary>Moves those that are still there.</summary>
    /// <returns>How many were.</returns>
    [Function(nameof(SetAsideLogs))]
    public async Task<int> RunAsync([ActivityTrigger] DayKey key, CancellationToken cancellation)
    {
        var all = await uploads.ListAsync(key.Site, key.LogDay, cancellation);
        var moved = all.Where(upload => upload.State == UploadState.SetAside).ToAsyncEnumerable()
            .Where(async (upload, stop) => await MoveAsync(upload, stop));
        return await moved.CountAsync(cancellation);
    }

    private async Task<bool> MoveAsync(LogUpload upload, CancellationToken cancellation)
    {
        if (await stored.FindAsync(upload.Name, cancellation) is not { } log || log.ETag != upload.ETag)
        {
            return false;
        }

        await reject.RunAsync(upload.Site, upload.Day, log, upload.Reason ?? "It cannot be read.", cancellation);
        return true;
    }
}
