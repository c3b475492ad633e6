using Microsoft.Win32.SafeHandles;

namespace Countme.Cli.Sample;

/// <summary>A log file while it is written: under a temporary name until it is whole.</summary>
/// <param name="folder">Folder of the file; made with the first write.</param>
/// <param name="name">Name of the file when it is whole.</param>
internal sealed class LogFileOutput(string folder, string name) : IDisposable
{
    private readonly string _path = Path.Combine(folder, name);
    private readonly string _partialPath = Path.Combine(folder, $".{name}.partial");
    private SafeFileHandle? _handle;
    private long _length;

    /// <summary>Appends to the file.</summary>
    /// <param name="content">What is appended.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(ReadOnlySpan<byte> content)
    {
        if (_handle is null)
        {
            Directory.CreateDirectory(folder);
            _handle = File.OpenHandle(_partialPath, FileMode.Create, FileAccess.Write, FileShare.None);
        }

        RandomAccess.Write(_handle, content, _length);
        _length += content.Length;
    }

    /// <summary>Gives the file its name, in place of one that has it already, compressed or not.</summary>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public void Publish()
    {
        _handle?.Dispose();
        File.Move(_partialPath, _path, overwrite: true);
        File.Delete(_path.EndsWith(".gz", StringComparison.Ordinal) ? _path[..^3] : $"{_path}.gz");
        _handle = null;
    }

    /// <summary>Drops the file unless it was published.</summary>
    public void Dispose()
    {
        if (_handle is not null)
        {
            _handle.Dispose();
            File.Delete(_partialPath);
            _handle = null;
        }
    }
}
