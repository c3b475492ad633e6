using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Countme.Cli.Running;

namespace Countme.Cli.Uploading;

/// <summary>A log, and what is to become of it.</summary>
/// <param name="Log">The log.</param>
/// <param name="There">What is there under its name; null for nothing, or when this identity may not look.</param>
/// <param name="Decided">What is clear already; null when it is to be sent.</param>
internal sealed record PlannedUpload(OwnLog Log, UploadedLog? There, UploadResult? Decided);

/// <summary>Uploads what is new: first a plan by name, size, time and fingerprint, then the logs of the plan, several at a time.</summary>
/// <param name="container">Where to.</param>
/// <param name="memory">What this machine remembers.</param>
/// <param name="parallel">Logs at a time.</param>
/// <param name="blockBytes">Size of a block.</param>
internal sealed class UploadLogs(BlobContainerClient container, UploadMemory memory, int parallel, int blockBytes)
{
    private long _done;
    private long _sent;
    private bool _mayList;

    /// <summary>Finds out what is to be sent.</summary>
    /// <param name="logs">The logs.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<PlannedUpload>> PlanAsync(IReadOnlyList<OwnLog> logs, CancellationToken cancellation)
    {
        // Host, year and month: a container of years is not listed for the logs of some days.
        var prefixes = logs.Select(log => log.BlobName[..(log.BlobName.IndexOf('/', StringComparison.Ordinal) + "/yyyy/MM/".Length)]);
        var there = await UploadedLog.ListAsync(container, prefixes.Distinct().Order(StringComparer.Ordinal), cancellation);
        _mayList = there is not null;
        var planned = new PlannedUpload[logs.Count];
        await Parallel.ForAsync(0, logs.Count, Options(cancellation), async (i, stop) => planned[i] = there is not null
            ? await PlanAsync(logs[i], there.GetValueOrDefault(logs[i].BlobName), stop)
            : await PlanBlindlyAsync(logs[i], stop));
        return planned;
    }

    /// <summary>Sends the logs of a plan. What fails with one does not stop the others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Is told the bytes done.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<UploadReport> RunAsync(IReadOnlyList<PlannedUpload> plan, IProgress<long> progress, CancellationToken cancellation)
    {
        var sender = new LogSender(container, memory, blockBytes, (bytes, isSent) =>
        {
            progress.Report(Interlocked.Add(ref _done, bytes));
            Interlocked.Add(ref _sent, isSent ? bytes : 0);
        });
        var results = new ConcurrentDictionary<int, UploadResult>();
        await Parallel.ForAsync(0, plan.Count, Options(cancellation), async (i, stop) => results[i] =
            plan[i].Decided ?? await GuardedAsync(plan[i].Log, () => sender.SendAsync(plan[i].Log, plan[i].There, stop)));
        UploadResult[] inOrder = [.. Enumerable.Range(0, plan.Count).Select(i => results[i])];
        return new UploadReport(_mayList ? inOrder : await ExplainedAsync(inOrder, cancellation), Interlocked.Read(ref _sent), _mayList);
    }

    /// <summary>
    /// To an identity that may only add, the service says of a name that is taken the same as of a name that is not its own. Where
    /// another log of the host was taken, the name is its own, so it is taken.
    /// </summary>
    private async Task<UploadResult[]> ExplainedAsync(UploadResult[] results, CancellationToken cancellation)
    {
        var own = results.Where(result => result.Outcome == UploadOutcome.Sent).Select(result => result.Log.Host).ToHashSet();
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].IsDenied && own.Contains(results[i].Log.Host))
            {
                await HashOrNullAsync(results[i].Log, cancellation);
                results[i] = new UploadResult(results[i].Log, UploadOutcome.There, LogSender.NotCompared);
            }
        }

        return results;
    }

    /// <summary>What a run of a plan would do.</summary>
    public UploadReport Preview(IReadOnlyList<PlannedUpload> plan) => new(
        [.. plan.Select(one => one.Decided ?? new UploadResult(one.Log, one.There is null ? UploadOutcome.Sent : UploadOutcome.Replaced))],
        0,
        _mayList);

    private async Task<PlannedUpload> PlanAsync(OwnLog log, UploadedLog? there, CancellationToken cancellation)
    {
        bool isThere = there is not null && (there.Version == log.Version
            || (there.Version.Bytes == log.Version.Bytes && there.Sha256 is not null
                && there.Sha256 == await HashOrNullAsync(log, cancellation)));
        return new PlannedUpload(log, there, isThere ? new UploadResult(log, UploadOutcome.There) : null);
    }

    /// <summary>Where the container cannot be listed, this machine's memory stands for it.</summary>
    private async Task<PlannedUpload> PlanBlindlyAsync(OwnLog log, CancellationToken cancellation)
    {
        RememberedLog? remembered = memory.Find(container.GetBlobClient(log.BlobName).Uri);
        UploadResult? decided = remembered switch
        {
            { Sha256: null } or null => null,
            _ when remembered.Is(log.Version) || remembered.Sha256 == await HashOrNullAsync(log, cancellation) =>
                new UploadResult(log, UploadOutcome.There),
            _ => new UploadResult(
                log,
                UploadOutcome.Failed,
                "changed after it was uploaded; replacing it takes an identity that may list and write the container"),
        };
        return new PlannedUpload(log, null, decided);
    }

    /// <summary>A file's fingerprint, remembered or computed; null when it cannot be read, which sending it will say.</summary>
    private async Task<string?> HashOrNullAsync(OwnLog log, CancellationToken cancellation)
    {
        Uri blob = container.GetBlobClient(log.BlobName).Uri;
        if (memory.Find(blob) is { Sha256: { } known } remembered && remembered.Is(log.Version))
        {
            return known;
        }

        try
        {
            string sha256 = await LogSender.HashAsync(log, cancellation);
            if (FileVersion.Of(new FileInfo(log.Path)) == log.Version)
            {
                memory.Remember(blob, log.Version, sha256);
            }

            return sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<UploadResult> GuardedAsync(OwnLog log, Func<Task<UploadResult>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || CloudFailure.Is(exception))
        {
            string reason = CloudFailure.Is(exception) ? CloudFailure.Describe(exception) : exception.Message;
            return new UploadResult(log, UploadOutcome.Failed, reason)
            {
                IsDenied = exception is RequestFailedException { Status: 403 },
            };
        }
    }

    private ParallelOptions Options(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation };
}
