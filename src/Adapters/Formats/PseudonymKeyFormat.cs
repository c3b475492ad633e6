using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Countme.Adapters.Formats;

/// <summary>A pseudonym key at rest: 16 bytes and the CRC-32C of them (4 bytes, lowest first).</summary>
internal static class PseudonymKeyFormat
{
    private const int KeyBytes = 16;
    private const int FileBytes = KeyBytes + sizeof(uint);

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
                $"{name} is damaged ({file.Length} bytes); a key of raw parts has {FileBytes} with its checksum. "
                + "Put a copy back, or delete "
                + $"{folder} and run again: its parts are made again from their logs.");

    /// <summary>What to throw when raw parts are there and the key that they were made with is not.</summary>
    /// <param name="name">Where the key was kept.</param>
    /// <param name="folder">The folder of the parts.</param>
    public static InvalidDataException Gone(string name, string folder) => new(
        $"{name} is gone, the key of the raw parts beside it. Put it back, or delete {folder} and run again: "
        + "its parts are made again from their logs.");

    private static uint Checksum(ReadOnlySpan<byte> key) => ~BitOperations.Crc32C(
        BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(key)),
        BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
}
