using Countme.Core.Combine;

namespace Countme.Adapters.Exchange;

/// <summary>A file that is written under another name and renamed into its place when it is whole and on the disk.</summary>
/// <remarks>Both names must be on one file system, else a rename is not atomic. Not for more than one thread.</remarks>
internal sealed class FileDraft : IDraft
{
    private const int BufferBytes = 1 << 17;

    private readonly FileStream _file;
    private readonly string _target;
    private bool _isCommitted;

    /// <summary>Begins a file.</summary>
    /// <param name="draftPath">Where it is written; must not exist.</param>
    /// <param name="target">Where it goes; its folder is made when it is committed.</param>
    public FileDraft(string draftPath, string target)
    {
        _target = target;
        _file = new FileStream(draftPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferBytes);
    }

    /// <inheritdoc/>
    public Stream Stream => _file;

    /// <summary>A name beside <paramref name="target"/> that nobody looks for: a leading dot and a random part.</summary>
    public static string PathBeside(string target)
    {
        string fullPath = Path.GetFullPath(target);
        return Path.Join(Path.GetDirectoryName(fullPath), $".{Path.GetFileName(fullPath)}.{Path.GetRandomFileName()}.tmp");
    }

    /// <summary>Writes what is in the system's buffers of a closed file to the disk.</summary>
    public static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        if (_isCommitted)
        {
            throw new InvalidOperationException($"{_target} was committed already; a draft is committed once. Start another one.");
        }

        await _file.FlushAsync(cancellation).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        File.Move(_file.Name, _target, overwrite: true);
        _isCommitted = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!_isCommitted)
            {
                File.Delete(_file.Name);
            }
        }
    }
}
