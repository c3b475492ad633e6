using System.Runtime.InteropServices;
using Countme.Adapters.Formats;

namespace Countme.Adapters.Disk;

/// <summary>The file of a pseudonym key, which only the owner may read. It appears whole and is never overwritten.</summary>
internal static partial class PseudonymKeyFile
{
    /// <summary>The key; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file has another length or was altered.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            return PseudonymKeyFormat.Decode(file, path, Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a key of random bytes; if another thread or process was quicker, the key is that one's.</summary>
    /// <param name="path">Where the key goes.</param>
    /// <param name="draftPath">A name on the same file system that is not taken.</param>
    public static byte[] Create(string path, string draftPath)
    {
        byte[] key = PseudonymKeyFormat.NewKey();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var draft = new FileStream(draftPath, options))
            {
                draft.Write(PseudonymKeyFormat.Encode(key));
                draft.Flush(flushToDisk: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return MoveWithoutOverwriting(draftPath, path) ? key : Read(path)!;
        }
        finally
        {
            File.Delete(draftPath);
        }
    }

    /// <summary>
    /// Moves a file unless its new name is taken. <see cref="File.Move(string, string)"/> looks first and renames then, so two movers
    /// may both succeed on Unix; a hard link cannot be made twice.
    /// </summary>
    private static bool MoveWithoutOverwriting(string source, string target)
    {
        if (!OperatingSystem.IsWindows() && Link(source, target) == 0)
        {
            return true;
        }

        if (File.Exists(target))
        {
            return false;
        }

        // Windows, or a file system without hard links.
        try
        {
            File.Move(source, target, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string existing, string created);
}
