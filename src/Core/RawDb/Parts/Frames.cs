using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Countme.Core.RawDb.Parts;

/// <summary>What a frame of a part holds. Frames come in the order of their kinds.</summary>
internal enum FrameKind : byte
{
    /// <summary>What the part is and how it was made. The first frame.</summary>
    Header = 1,

    /// <summary>Codes of buckets, ascending; their position is the bucket's number.</summary>
    Buckets = 2,

    /// <summary>Texts of hosts that cannot be read back from their id; only with plain hosts.</summary>
    Hosts = 3,

    /// <summary>Rows, ascending.</summary>
    Rows = 4,

    /// <summary>Counts of all that came before. The last frame; a part without it was cut.</summary>
    Footer = 5,
}

/// <summary>
/// The envelope of a part: frames of kind (1 byte), length (4 bytes, lowest first), CRC-32C of kind, length and payload (4 bytes)
/// and the payload. A torn or altered frame is found when it is read.
/// </summary>
internal static class Frames
{
    /// <summary>Bytes before a payload.</summary>
    public const int HeadBytes = 9;

    /// <summary>Longest payload. A bucket's texts come from one line, in which each damaged byte may have become three.</summary>
    public const int MaxPayloadBytes = 4 * LogBlocks.MaxLineBytes;

    /// <summary>The checksum of a frame.</summary>
    public static uint Checksum(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, ((ulong)(uint)payload.Length << 8) | (byte)kind);
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte value in payload[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}

/// <summary>Writes frames, and computes what identifies all of them together.</summary>
/// <param name="output">Where to; stays open.</param>
internal sealed class FrameWriter(Stream output) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a frame.</summary>
    public void Write(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[Frames.HeadBytes];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[5..], Frames.Checksum(kind, payload));
        _hash.AppendData(head);
        output.Write(head);
        output.Write(payload);
        Bytes += head.Length + payload.Length;
    }

    /// <summary>32 hexadecimal digits that identify the frames written: a SHA-256 of their heads, cut.</summary>
    public string Checksum() => Convert.ToHexStringLower(_hash.GetCurrentHash().AsSpan(0, 16));

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

/// <summary>Reads frames. Everything that is not as it was written is an <see cref="InvalidDataException"/>.</summary>
/// <param name="input">Where from; stays open.</param>
internal sealed class FrameReader(Stream input) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _payload = new byte[1 << 16];

    /// <summary>Kind of the frame that was read last.</summary>
    public FrameKind Kind { get; private set; }

    /// <summary>Payload of the frame that was read last; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="InvalidDataException">The frame is cut or altered, or there is none.</exception>
    public void Read()
    {
        Span<byte> head = stackalloc byte[Frames.HeadBytes];
        Fill(head);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
        if (length is < 0 or > Frames.MaxPayloadBytes)
        {
            throw Damaged("a frame length that no part has");
        }

        if (_payload.Length < length)
        {
            _payload = new byte[BitOperations.RoundUpToPowerOf2((uint)length)];
        }

        Fill(_payload.AsSpan(0, length));
        _hash.AppendData(head);
        Kind = (FrameKind)head[0];
        Payload = _payload.AsMemory(0, length);
        if (Frames.Checksum(Kind, Payload.Span) != BinaryPrimitives.ReadUInt32LittleEndian(head[5..]))
        {
            throw Damaged("a frame whose checksum differs");
        }
    }

    /// <summary>What <see cref="FrameWriter.Checksum"/> gave for the frames that were read.</summary>
    public string Checksum() => Convert.ToHexStringLower(_hash.GetCurrentHash().AsSpan(0, 16));

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    /// <summary>The exception for content that no part has.</summary>
    public static InvalidDataException Damaged(string found) => new($"The raw part is damaged: found {found}. Load its log day again.");

    private void Fill(Span<byte> buffer)
    {
        if (input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Damaged("its end in the middle of a frame");
        }
    }
}
