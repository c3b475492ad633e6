using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Countme.Adapters.Disk;

/// <summary>
/// A pseudonym key at rest: 16 bytes and the CRC-32C of them (4 bytes, lowest first) that only the owner may read. It appears whole
/// and is never overwritten.
/// </summary>
internal static partial class PseudonymKeyFile
{
    private const int KeyBytes = 16;
    private const int FileBytes = KeyBytes + sizeof(uint);

    /// <summary>The key; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file has another length or was altered.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            return Decode(file, path, Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Random bytes for a key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>A key with its checksum, as it is kept.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> key)
    {
        byte[] file = new byte[FileBytes];
        key.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(KeyBytes), Checksum(key));
        return file;
    }

    /// <summary>The key in what <see cref="Encode"/> gave.</summary>
    /// <param name="file">What was kept.</param>
    /// <param name="name">Where it is kept.</param>
    /// <param name="folder">The folder of the parts that were made with it.</param>
    /// <exception cref="InvalidDataException">It has another length or was altered.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> file, string name, string folder) =>
        file.Length == FileBytes && BinaryPrimitives.ReadUInt32LittleEndian(file[KeyBytes..]) == Checksum(file[..KeyBytes])
            ? file[..KeyBytes].ToArray()
            : throw new InvalidDataException(
                $"{name} is damaged ({file.Length} bytes); a key of raw parts has {FileBytes} with its checksum. Put a copy back, or delete "
                + $"{folder} and run again: its parts are made again from their logs.");

    /// <summary>Makes a key of random bytes; if another thread or process was quicker, the key is that one's.</summary>
    /// <param name="path">Where the key goes.</param>
    /// <param name="draftPath">A name on the same file system that is not taken.</param>
    public static byte[] Create(string path, string draftPath)
    {
        byte[] key = NewKey();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var draft = new FileStream(draftPath, options))
            {
                draft.Write(Encode(key));
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

    private static uint Checksum(ReadOnlySpan<byte> key) => ~BitOperations.Crc32C(
        BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(key)), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));

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
