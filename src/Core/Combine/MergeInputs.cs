using Countme.Core.Upload;

namespace Countme.Core.Combine;

/// <summary>What a merge found out.</summary>
/// <param name="IsWhole">False when an upload turned out to be damaged: what was written is of no use.</param>
/// <param name="Known">The uploads that were read, by name, with their content or the reason to set them aside.</param>
/// <param name="Lines">Lines written.</param>
/// <param name="ContentBytes">Content read, in bytes.</param>
internal sealed record MergedInputs(bool IsWhole, IReadOnlyDictionary<string, LogUpload> Known, long Lines, long ContentBytes);

/// <summary>Opens the logs of a merge, as many at a time as memory allows, and merges them.</summary>
/// <param name="uploads">The uploads.</param>
/// <param name="combined">Gives scratch space for groups, and the earlier combined log.</param>
/// <param name="options">Bounds of memory.</param>
internal sealed class MergeInputs(IUploads uploads, ICombinedLogs combined, CombineOptions options)
{
    private readonly Dictionary<string, LogUpload> _known = [];
    private long _lines;
    private long _contentBytes;

    /// <summary>Merges uploads into a stream.</summary>
    /// <param name="inputs">The uploads in order of host, then name.</param>
    /// <param name="before">The combined log of an earlier run: it stands in for inputs that are gone.</param>
    /// <param name="output">Where to.</param>
    /// <param name="progress">Is told bytes as they are written.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="FileNotFoundException">An input is gone and nothing can stand in for it.</exception>
    public async Task<MergedInputs> RunAsync(
        IReadOnlyList<LogUpload> inputs, CombinedLog? before, Stream output, IProgress<long>? progress, CancellationToken cancellation)
    {
        CombinedLog? standIn = await StandInAsync(inputs, before, cancellation).ConfigureAwait(false);
        var stoodFor = (standIn?.Inputs ?? []).Select(input => input.Name).ToHashSet();
        var left = new Queue<LogUpload>(inputs.Where(upload => !stoodFor.Contains(upload.Name)));
        var merged = new List<Stream>();
        try
        {
            bool isLast = false;
            while (!isLast && !HasDamage)
            {
                isLast = await MergeGroupAsync(left, standIn, merged, output, progress, cancellation).ConfigureAwait(false);
                standIn = null;
            }

            return new MergedInputs(!HasDamage, _known, _lines, _contentBytes);
        }
        finally
        {
            merged.ForEach(stream => stream.Dispose());
        }
    }

    private bool HasDamage => _known.Values.Any(upload => upload.State == UploadState.SetAside);

    /// <summary>
    /// Merges as many of the logs that are left as may be open at once: into scratch, or, when they are the last ones, with the
    /// groups before them into the output.
    /// </summary>
    private async Task<bool> MergeGroupAsync(
        Queue<LogUpload> left, CombinedLog? standIn, List<Stream> merged, Stream output, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        var open = new List<LineSource>();
        try
        {
            if (standIn is not null)
            {
                LogContent? content = await combined.OpenAsync(standIn, cancellation).ConfigureAwait(false);
                open.Add(new LineSource(content ?? throw Gone(standIn.Inputs[0].Name), upload: null));
            }

            await OpenAsync(left, open, cancellation).ConfigureAwait(false);
            bool isLast = left.Count == 0;
            if (isLast)
            {
                merged.ForEach(stream => stream.Position = 0);
                open.InsertRange(0, merged.Select(stream => new LineSource(new LogContent(stream, 0), upload: null)));
                merged.Clear();
            }
            else
            {
                merged.Add(combined.CreateScratch());
            }

            await MergeAsync(open, isLast ? output : merged[^1], isLast ? progress : null, cancellation).ConfigureAwait(false);
            return isLast;
        }
        finally
        {
            foreach (LineSource source in open)
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task OpenAsync(Queue<LogUpload> left, List<LineSource> open, CancellationToken cancellation)
    {
        long memory = 0;
        while (left.Count > 0 && open.Count < options.MaxOpenLogs && (open.Count < 2 || memory < options.DecoderMemoryBytes))
        {
            LogUpload upload = left.Dequeue();
            try
            {
                LogContent content = await uploads.OpenAsync(upload, cancellation).ConfigureAwait(false) ?? throw Gone(upload.Name);
                memory += content.DecoderMemoryBytes;
                open.Add(new LineSource(content, upload));
            }
            catch (UnreadableLogException exception)
            {
                SetAside(upload, exception.Message);
            }
        }
    }

    private async Task MergeAsync(List<LineSource> open, Stream target, IProgress<long>? progress, CancellationToken cancellation)
    {
        try
        {
            await LineMerge.RunAsync(open, target, progress, cancellation).ConfigureAwait(false);
        }
        catch (UnreadableLogException) when (open.Any(source => source is { Failure: not null, Upload: not null }))
        {
            LineSource damaged = open.First(source => source.Failure is not null);
            SetAside(damaged.Upload!, damaged.Failure!);
            return;
        }

        // The last merge reads every line, those of the groups before it included.
        _lines = open.Sum(source => source.Lines);
        foreach (LineSource source in open)
        {
            if (source.Upload is { } upload)
            {
                _contentBytes += source.ContentBytes;
                _known[upload.Name] = upload with { ContentBytes = source.ContentBytes, Hash = source.Hash() };
            }
        }
    }

    private void SetAside(LogUpload upload, string reason) =>
        _known[upload.Name] = upload with { State = UploadState.SetAside, Reason = reason };

    /// <summary>
    /// The earlier combined log, if one of the inputs that went into it is gone. It can stand in for them only as long as none of
    /// them was replaced since: what it holds of a replaced log cannot be taken out again.
    /// </summary>
    private async Task<CombinedLog?> StandInAsync(IReadOnlyList<LogUpload> inputs, CombinedLog? before, CancellationToken cancellation)
    {
        if (before is null || before.IsInPlace || before.Inputs.Count == 0)
        {
            return null;
        }

        var current = inputs.ToDictionary(upload => (upload.Name, upload.ETag));
        bool isCurrent = before.Inputs.All(input => current.ContainsKey((input.Name, input.ETag)));
        foreach (CombinedInput input in before.Inputs.Where(_ => isCurrent))
        {
            LogContent? content = await uploads.OpenAsync(current[(input.Name, input.ETag)], cancellation).ConfigureAwait(false);
            if (content is null)
            {
                return before;
            }

            await content.DisposeAsync().ConfigureAwait(false);
        }

        return null;
    }

    private static FileNotFoundException Gone(string name) => new(
        $"{name} is gone, and the day's combined log cannot be made without it: expected it where it was counted from. "
        + "Put it back and run again; until then the day stays as it was.");
}
