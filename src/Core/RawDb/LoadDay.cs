using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Countme.Core.Combine;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.RawDb;

/// <summary>What <see cref="LoadDay"/> did.</summary>
/// <param name="Loaded">The loaded day; null when there is no combined log.</param>
/// <param name="DidWork">False when nothing had changed.</param>
/// <param name="Changed">UTC days whose parts may differ from before.</param>
public sealed record LoadReport(LoadedDay? Loaded, bool DidWork, IReadOnlyList<UtcDay> Changed);

/// <summary>
/// Reads the combined log of a site and log day into raw parts, one for each UTC day that its lines fall on. All cores read lines;
/// rows are sorted in memory, or in scratch when they outgrow it, so memory does not depend on the size of the log.
/// </summary>
/// <param name="uploads">Where logs in place are.</param>
/// <param name="combined">Where combined logs are.</param>
/// <param name="rawDb">Where the parts go.</param>
/// <param name="options">How to load.</param>
/// <param name="progress">Is told bytes of content as they are read, if there is one.</param>
public sealed class LoadDay(
    IUploads uploads, ICombinedLogs combined, IRawDb rawDb, LoadOptions options, IProgress<long>? progress = null)
{
    /// <summary>Loads a log day. A second call with the same input does nothing.</summary>
    /// <param name="site">The site.</param>
    /// <param name="day">The log day.</param>
    /// <param name="force">True to load it again although nothing changed: a part was found damaged.</param>
    /// <param name="cancellation">Stops the loading and leaves what was loaded before.</param>
    /// <exception cref="ChangedMeanwhileException">The log or what was loaded before was replaced while this ran.</exception>
    /// <exception cref="FileNotFoundException">The log is gone; what was loaded before is left.</exception>
    public async Task<LoadReport> RunAsync(Site site, LogDay day, bool force, CancellationToken cancellation)
    {
        LoadedDay? before = await rawDb.FindLoadedAsync(site, day, cancellation).ConfigureAwait(false);
        CombinedLog? log = await combined.FindAsync(site, day, cancellation).ConfigureAwait(false);
        if (log is null || (!force && before is not null && before.Source == log.Fingerprint && before.Rules == options.Rules))
        {
            return new LoadReport(before, DidWork: false, []);
        }

        LoadedDay loaded;
        try
        {
            loaded = await LoadAsync(log, cancellation).ConfigureAwait(false);
        }
        catch (UnreadableLogException exception) when (log.IsInPlace)
        {
            log = await SetAsideAsync(log, exception.Message, cancellation).ConfigureAwait(false);
            loaded = await LoadAsync(log, cancellation).ConfigureAwait(false);
        }

        await rawDb.RecordLoadedAsync(loaded with { Version = before?.Version }, cancellation).ConfigureAwait(false);
        var changed = loaded.Parts.Concat(before?.Parts ?? []).Select(part => part.Day).Distinct().Order();
        return new LoadReport(loaded, DidWork: true, [.. changed]);
    }

    /// <summary>A log in place turned out to be damaged: the day goes on without it.</summary>
    private async Task<CombinedLog> SetAsideAsync(CombinedLog log, string reason, CancellationToken cancellation)
    {
        CombinedInput input = log.Inputs[0];
        LogUpload? upload = await FindAsync(log, cancellation).ConfigureAwait(false);
        if (upload is not null)
        {
            await uploads.RecordAsync([upload with { State = UploadState.SetAside, Reason = reason }], cancellation).ConfigureAwait(false);
        }

        var leftOut = new LeftOut(input.Host, input.Name, input.ETag, UploadState.SetAside, reason);
        log = log with { Inputs = [], LeftOut = [.. log.LeftOut, leftOut], IsInPlace = false };
        await combined.RecordAsync(log, cancellation).ConfigureAwait(false);
        return log;
    }

    private async Task<LoadedDay> LoadAsync(CombinedLog log, CancellationToken cancellation)
    {
        using var spilled = new SpilledRows(rawDb.CreateScratch, options.KeepDuplicates);
        ValueTask<ReadOnlyMemory<byte>> KeyOf(UtcDay day) => new(rawDb.PseudonymKeyAsync(log.Site, day, cancellation));
        (LogUpload? upload, LogContent? content) = await OpenAsync(log, cancellation).ConfigureAwait(false);

        // A slow decoder needs a core of its own; readers that took turns with it would only hold it up.
        LoadOptions shares = options with { Workers = content is { IsSlow: true } ? Math.Max(options.Workers - 1, 1) : options.Workers };
        LoadWorker[] workers =
            [.. Enumerable.Range(0, shares.Workers).Select(_ => new LoadWorker(shares, log.ClockLimitUnixSeconds, KeyOf, spilled))];
        try
        {
            if (content is not null)
            {
                await using var _ = content.ConfigureAwait(false);
                await ReadAsync(log, upload, content, workers, cancellation).ConfigureAwait(false);
            }

            var tally = new LineTally();
            Array.ForEach(workers, worker => tally.Add(worker.Tally));
            var parts = await WriteAsync(log, workers, spilled, cancellation).ConfigureAwait(false);
            long rows = parts.Sum(part => part.Rows);
            return new LoadedDay
            {
                Site = log.Site,
                LogDay = log.Day,
                Source = log.Fingerprint,
                Rules = options.Rules,
                Parts = parts,
                Counts = tally.ToCounts(duplicates: tally.ToCounts(0).Counted - rows),
                Samples = tally.CappedSamples(),
            };
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    /// <summary>Opens the log; both are null for a day without any, the upload for a log that is not in place.</summary>
    private async Task<(LogUpload? Upload, LogContent? Content)> OpenAsync(CombinedLog log, CancellationToken cancellation)
    {
        if (log.Inputs.Count == 0)
        {
            return (null, null);
        }

        LogUpload? upload = log.IsInPlace ? await FindAsync(log, cancellation).ConfigureAwait(false) : null;
        LogContent? content = upload is not null
            ? await uploads.OpenAsync(upload, cancellation).ConfigureAwait(false)
            : await combined.OpenAsync(log, cancellation).ConfigureAwait(false);
        return (upload, content ?? throw new FileNotFoundException(
            $"The log of {log.Site} of {log.Day} is gone: expected {log.Inputs[0].Name}. Put it back, or count the day from other logs."));
    }

    /// <summary>The upload that is the combined log, as it was when the day was combined.</summary>
    private async Task<LogUpload?> FindAsync(CombinedLog log, CancellationToken cancellation)
    {
        CombinedInput input = log.Inputs[0];
        LogUpload? upload = await uploads.FindAsync(input.Name, cancellation).ConfigureAwait(false);
        return upload is null || upload.ETag == input.ETag ? upload : throw new ChangedMeanwhileException(
            $"{input.Name} was replaced after {log.Site} of {log.Day} was combined. Combine the day again, then load it.");
    }

    /// <summary>One task cuts the log into blocks, the workers read their lines.</summary>
    private async Task ReadAsync(
        CombinedLog log, LogUpload? upload, LogContent content, LoadWorker[] workers, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var blocks = Channel.CreateBounded<LogBlock>(new BoundedChannelOptions(workers.Length * 2) { SingleWriter = true });
        Task[] tasks =
        [
            Task.Run(() => CutAsync(log, upload, content, blocks.Writer, stop), CancellationToken.None),
            .. workers.Select(worker => Task.Run(() => WorkAsync(worker, blocks.Reader, stop), CancellationToken.None)),
        ];
        Task all = Task.WhenAll(tasks);
        await all.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);

        // The task that failed first stopped the others; theirs is only a cancellation.
        Exception? failure = all.Exception?.InnerExceptions.FirstOrDefault(exception => exception is not OperationCanceledException);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        await all.ConfigureAwait(false);
    }

    private static async Task WorkAsync(LoadWorker worker, ChannelReader<LogBlock> blocks, CancellationTokenSource stop)
    {
        try
        {
            await foreach (LogBlock block in blocks.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                await worker.AddAsync(block).ConfigureAwait(false);
                block.Return();
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task CutAsync(
        CombinedLog log, LogUpload? upload, LogContent content, ChannelWriter<LogBlock> blocks, CancellationTokenSource stop)
    {
        try
        {
            await CutAsync(log, upload, content, blocks, stop.Token).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            blocks.Complete();
        }
    }

    private async Task CutAsync(
        CombinedLog log, LogUpload? upload, LogContent content, ChannelWriter<LogBlock> blocks, CancellationToken cancellation)
    {
        using var hasher = upload is null ? null : new ContentHasher();
        await foreach (LogBlock block in LogBlocks.ReadAsync(content.Stream, hasher, cancellation).ConfigureAwait(false))
        {
            progress?.Report(block.Length);
            await blocks.WriteAsync(block, cancellation).ConfigureAwait(false);
        }

        if (hasher is not null)
        {
            await RecordContentAsync(log, upload!, hasher, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A log in place was read for the first time: its content is known now.</summary>
    private async Task RecordContentAsync(CombinedLog log, LogUpload upload, ContentHasher hasher, CancellationToken cancellation)
    {
        long bytes = hasher.Length;
        ContentHash hash = hasher.Finish();
        await uploads.RecordAsync(
            [upload with { Hash = hash, ContentBytes = bytes, State = UploadState.Combined }], cancellation).ConfigureAwait(false);
        await combined.RecordAsync(
            log with { Inputs = [log.Inputs[0] with { Hash = hash, ContentBytes = bytes }], ContentBytes = bytes },
            cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<RawPart>> WriteAsync(
        CombinedLog log, LoadWorker[] workers, SpilledRows spilled, CancellationToken cancellation)
    {
        if (!spilled.IsEmpty)
        {
            Parallel.ForEach(workers, worker => worker.Spill());
        }

        RowSource[] sources = [.. workers.Select(worker => worker.Source)];
        var sorter = new RowWriter(options.Workers, options.KeepDuplicates);
        var parts = new List<RawPart>();
        foreach (UtcDay day in spilled.IsEmpty ? sources.SelectMany(source => source.Rows.Days).Distinct().Order().ToArray() : spilled.Days)
        {
            IDraft draft = await rawDb.CreatePartAsync(new RawPartKey(log.Site, day, log.Day), cancellation).ConfigureAwait(false);
            await using var _ = draft.ConfigureAwait(false);
            using var writer = new RawPartWriter(draft.Stream, await HeaderAsync(log, day, cancellation).ConfigureAwait(false));
            if (spilled.IsEmpty)
            {
                sorter.Write(day, sources, writer, cancellation);
            }
            else
            {
                spilled.Merge(day, earlier: null, writer, cancellation);
            }

            parts.Add(writer.Finish());
            await draft.CommitAsync(cancellation).ConfigureAwait(false);
        }

        return parts;
    }

    private async Task<RawPartHeader> HeaderAsync(CombinedLog log, UtcDay day, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> key = options.PlainHosts
            ? await rawDb.PseudonymKeyAsync(log.Site, day, cancellation).ConfigureAwait(false)
            : default;
        return new RawPartHeader(day, log.Day, options.Rules, key);
    }
}
