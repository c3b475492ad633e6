using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Countme.Adapters.Disk;

/// <summary>Holds a data directory for one run. It is given back when disposed, or by the system when the process ends.</summary>
public sealed class RunLock : IDisposable
{
    // What a taken lock gives: EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;
    private readonly string _holderPath;

    private RunLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_holderPath);
        _file.Dispose();
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file that is locked; it stays for good, since deleting it would let two runs hold one lock.</param>
    /// <param name="holder">Who holds it, when this returns null.</param>
    internal static RunLock? TryTake(string path, out string holder)
    {
        string holderPath = path + ".holder";
        holder = "";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            var taken = new RunLock(file, holderPath);
            taken.NameHolder();
            return taken;
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            holder = ReadHolder(holderPath);
            return null;
        }
    }

    /// <summary>A locked file cannot be read by others, so the holder's name stands in a file beside it.</summary>
    private void NameHolder()
    {
        using var process = Process.GetCurrentProcess();
        string text = string.Create(
            CultureInfo.InvariantCulture, $"process {process.Id} ({process.ProcessName}) on {Environment.MachineName}");
        try
        {
            File.WriteAllText(_holderPath, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    private static string ReadHolder(string holderPath)
    {
        const int maxCharacters = 200;
        try
        {
            string text = File.ReadAllText(holderPath).Trim();
            return text.Length is > 0 and <= maxCharacters ? text : "another process";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
