using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Combine;

/// <summary>How a day is combined.</summary>
public sealed record CombineOptions
{
    /// <summary>Memory that the decompression of the logs of one merge may hold, in bytes; more logs are merged in groups.</summary>
    /// <value>Default 192 MiB.</value>
    public long DecoderMemoryBytes { get; init; } = 192L << 20;

    /// <summary>Most logs of one merge; more are merged in groups. Each one open holds 1.3 MiB.</summary>
    /// <value>Default 64. At least 2.</value>
    public int MaxOpenLogs { get; init; } = 64;
}

/// <summary>What <see cref="CombineDay"/> did.</summary>
/// <param name="Log">The combined log; null when the day never had an upload. Without inputs when it has none any more.</param>
/// <param name="DidWork">False when nothing had changed.</param>
public sealed record CombineReport(CombinedLog? Log, bool DidWork);

/// <summary>
/// Merges all uploads of a site and log day into one log in time order. A damaged upload is set aside whole with its reason; one
/// whose content is that of another upload is left out; both are recorded. A day with a single upload is left where it is.
/// </summary>
/// <param name="uploads">The uploads.</param>
/// <param name="combined">Where the combined log goes.</param>
/// <param name="options">Bounds of memory.</param>
/// <param name="progress">Is told bytes of content as they are written, if there is one.</param>
public sealed class CombineDay(IUploads uploads, ICombinedLogs combined, CombineOptions options, IProgress<long>? progress = null)
{
    /// <summary>Combines a day. A second call with the same uploads does nothing.</summary>
    /// <exception cref="ChangedMeanwhileException">An upload or the combined log was replaced while this ran.</exception>
    /// <exception cref="FileNotFoundException">An upload that went into the day before is gone, and so is what was made of it.</exception>
    public async Task<CombineReport> RunAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        CombinedLog? before = await combined.FindAsync(site, day, cancellation).ConfigureAwait(false);
        var all = await uploads.ListAsync(site, day, cancellation).ConfigureAwait(false);
        if (before is null ? all.Count == 0 : IsMadeOf(before, all))
        {
            await RestoreAsync(before, all, cancellation).ConfigureAwait(false);
            return new CombineReport(before, DidWork: false);
        }

        // Each round leaves out what the round before found damaged or repeated; ordinarily there is one round.
        IReadOnlyList<LogUpload> round = MarkRepeated(all);
        while (true)
        {
            round = await uploads.RecordAsync(round, cancellation).ConfigureAwait(false);
            LogUpload[] inputs = [.. round.Where(upload => upload.State is UploadState.Received or UploadState.Combined)];
            CombinedLog log = NewLog(site, day, inputs, round) with { IsInPlace = inputs.Length == 1, Version = before?.Version };
            if (inputs.Length > 1)
            {
                (CombinedLog? Log, IReadOnlyList<LogUpload> Uploads) result =
                    await MergeAsync(log, before, inputs, round, cancellation).ConfigureAwait(false);
                round = result.Uploads;
                if (result.Log is null)
                {
                    continue;
                }

                log = result.Log;
            }

            await uploads.RecordAsync(round, cancellation).ConfigureAwait(false);
            await combined.RecordAsync(log, cancellation).ConfigureAwait(false);
            return new CombineReport(log, DidWork: true);
        }
    }

    private static bool IsMadeOf(CombinedLog log, IReadOnlyList<LogUpload> all) => all.Count == log.Inputs.Count + log.LeftOut.Count
        && all.Select(upload => (upload.Name, upload.ETag)).ToHashSet().SetEquals(
            log.Inputs.Select(input => (input.Name, input.ETag)).Concat(log.LeftOut.Select(upload => (upload.Name, upload.ETag))));

    /// <summary>Says again what became of uploads whose rows were lost and entered anew.</summary>
    private async Task RestoreAsync(CombinedLog? log, IReadOnlyList<LogUpload> all, CancellationToken cancellation)
    {
        var inputs = log?.Inputs.Where(input => input.Hash is not null).ToDictionary(input => input.Name) ?? [];
        var leftOut = log?.LeftOut.ToDictionary(left => left.Name) ?? [];
        LogUpload[] restored =
        [
            .. all.Where(upload => upload.State == UploadState.Received).Select(upload =>
                inputs.TryGetValue(upload.Name, out CombinedInput? input)
                    ? upload with { State = UploadState.Combined, Hash = input.Hash, ContentBytes = input.ContentBytes }
                : leftOut.TryGetValue(upload.Name, out LeftOut? left) ? upload with { State = left.State, Reason = left.Reason }
                : upload).Where(upload => upload.State != UploadState.Received),
        ];
        if (restored.Length > 0)
        {
            await uploads.RecordAsync(restored, cancellation).ConfigureAwait(false);
        }
    }

    private static CombinedLog NewLog(Site site, LogDay day, LogUpload[] inputs, IReadOnlyList<LogUpload> all) => new()
    {
        Site = site,
        Day = day,
        Inputs = [.. inputs.Select(upload => new CombinedInput(upload.Host, upload.Name, upload.ETag, upload.Hash, upload.ContentBytes))],
        LeftOut =
        [
            .. all.Where(upload => upload.State is UploadState.Duplicate or UploadState.SetAside)
                .Select(upload => new LeftOut(upload.Host, upload.Name, upload.ETag, upload.State, upload.Reason ?? "")),
        ],
        ClockLimitUnixSeconds = inputs.Length == 0 ? day.ClockLimitUnixSeconds : inputs.Max(upload => upload.ClockLimitUnixSeconds),
        IsInPlace = false,
    };

    /// <summary>Marks uploads whose content is known to be that of one before them; empty logs repeat nothing.</summary>
    private static List<LogUpload> MarkRepeated(IReadOnlyList<LogUpload> all)
    {
        var first = new Dictionary<ContentHash, LogUpload>();
        var marked = new List<LogUpload>(all.Count);
        foreach (LogUpload upload in all)
        {
            bool isRepeated = upload is { State: not UploadState.SetAside, Hash: not null, ContentBytes: > 0 }
                && !first.TryAdd(upload.Hash.Value, upload);
            UploadState state = isRepeated ? UploadState.Duplicate
                : upload.State == UploadState.Duplicate ? UploadState.Received : upload.State;
            string? reason = isRepeated ? $"its content is that of {first[upload.Hash!.Value].Name}"
                : state == UploadState.SetAside ? upload.Reason : null;
            marked.Add(upload with { State = state, Reason = reason });
        }

        return marked;
    }

    /// <summary>Merges uploads.</summary>
    /// <returns>The log, or null when an upload must be left out first; and all uploads with what is known of them now.</returns>
    private async Task<(CombinedLog? Log, IReadOnlyList<LogUpload> Uploads)> MergeAsync(
        CombinedLog log, CombinedLog? before, LogUpload[] inputs, IReadOnlyList<LogUpload> all, CancellationToken cancellation)
    {
        IDraft draft = await combined.CreateAsync(log.Site, log.Day, cancellation).ConfigureAwait(false);
        await using var _ = draft.ConfigureAwait(false);
        MergedInputs merged = await new MergeInputs(uploads, combined, options)
            .RunAsync(inputs, before, draft.Stream, progress, cancellation).ConfigureAwait(false);
        var known = all.Select(upload => merged.Known.GetValueOrDefault(upload.Name, upload)).ToList();
        var marked = MarkRepeated(known);
        bool isSettled = merged.IsWhole && marked.All(upload => upload.State != UploadState.Duplicate || all.Any(
            earlier => earlier.Name == upload.Name && earlier.State == UploadState.Duplicate));
        if (!isSettled)
        {
            return (null, marked);
        }

        await draft.CommitAsync(cancellation).ConfigureAwait(false);
        var done = marked
            .Select(upload => upload.State == UploadState.Received ? upload with { State = UploadState.Combined } : upload)
            .ToList();
        var current = done.ToDictionary(upload => upload.Name);
        return (NewLog(log.Site, log.Day, [.. inputs.Select(upload => current[upload.Name])], done) with
        {
            Lines = merged.Lines,
            ContentBytes = merged.ContentBytes,
            Content = draft.Content,
            Version = before?.Version,
        }, done);
    }
}
