using System.IO.Compression;

namespace Countme.Cli.Sample;

/// <summary>
/// Hands the slices of all files to workers, in order. Each worker writes a slice into its own buffer and appends it to its file when the
/// slice before it is there, so that memory is a buffer or two for each worker, and the files do not depend on who was faster.
/// </summary>
/// <param name="options">Valid options.</param>
/// <param name="files">The files to write.</param>
/// <param name="progress">Told how many bytes of log text have been written so far.</param>
internal sealed class SampleWriter(SampleOptions options, IReadOnlyList<LogFile> files, IProgress<long>? progress) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LogFileOutput> _outputs = [];
    private int _nextFile;
    private int _nextSlice;
    private LogFileOutput? _output;
    private Task _previous = Task.CompletedTask;
    private long _lines;
    private long _bytes;
    private long _storedBytes;

    /// <summary>What has been written so far.</summary>
    public SampleReport Report => new(files.Count, _lines, _bytes, _storedBytes);

    /// <summary>Writes slices until none is left. To be run by as many workers as there are cores to use.</summary>
    /// <param name="cancellationToken">Ends the work; must be cancelled if another worker failed.</param>
    /// <returns>A task that ends with the work.</returns>
    /// <exception cref="IOException">A file could not be written.</exception>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        var scribe = new SliceScribe(options.OddShare);
        using var packed = new MemoryStream();
        while (TakeTurn() is { } turn)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = scribe.Write(turn.File, turn.Slice, out long lines);
            var stored = turn.File.IsCompressed ? Pack(text, packed) : text;
            await turn.Previous.WaitAsync(cancellationToken).ConfigureAwait(false);
            turn.Output.Append(stored.Span);
            if (turn.Slice == turn.File.SliceCount - 1)
            {
                turn.Output.Publish();
            }

            turn.Done.SetResult();
            Interlocked.Add(ref _lines, lines);
            Interlocked.Add(ref _storedBytes, stored.Length);
            long bytes = Interlocked.Add(ref _bytes, text.Length);
            progress?.Report(bytes);
        }
    }

    /// <summary>Drops the files that are not whole. To be called when no worker works any more.</summary>
    public void Dispose()
    {
        foreach (var output in _outputs)
        {
            output.Dispose();
        }
    }

    private Turn? TakeTurn()
    {
        lock (_gate)
        {
            if (_nextFile == files.Count)
            {
                return null;
            }

            var file = files[_nextFile];
            if (_nextSlice == 0)
            {
                _output = new(Path.Combine(options.OutputFolder, file.Folder), file.Name);
                _outputs.Add(_output);
                _previous = Task.CompletedTask;
            }

            var turn = new Turn(file, _nextSlice, _output!, _previous, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _previous = turn.Done.Task;
            if (++_nextSlice == file.SliceCount)
            {
                (_nextFile, _nextSlice) = (_nextFile + 1, 0);
            }

            return turn;
        }
    }

    /// <summary>A slice as a gzip file of its own; several in a row are one.</summary>
    private static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> text, MemoryStream packed)
    {
        packed.SetLength(0);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.Span);
        }

        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    /// <summary>One worker's share: a slice, and the task that ends when the slice before it is in the file.</summary>
    private sealed record Turn(LogFile File, int Slice, LogFileOutput Output, Task Previous, TaskCompletionSource Done);
}
