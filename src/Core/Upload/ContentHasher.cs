using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Countme.Core.Upload;

/// <summary>
/// Computes a <see cref="ContentHash"/> over content that comes in pieces: GMAC under a fixed key for each mebibyte, and SHA-256
/// over those tags and the length, cut to 128 bits. GMAC runs at about 6 GB/s on one core where SHA-256 alone runs at 1 GB/s.
/// </summary>
public sealed class ContentHasher : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const int TagBytes = 16;

    private static readonly byte[] Key = "countme content."u8.ToArray();

    private readonly AesGcm _gmac = new(Key, TagBytes);
    private readonly IncrementalHash _tags = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _chunkLength;

    /// <summary>Bytes appended so far.</summary>
    public long Length { get; private set; }

    /// <summary>Appends the next piece; how content is cut into pieces does not matter.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        Length += piece.Length;
        while (!piece.IsEmpty)
        {
            if (_chunkLength == 0 && piece.Length >= ChunkBytes)
            {
                Tag(piece[..ChunkBytes]);
                piece = piece[ChunkBytes..];
                continue;
            }

            int taken = Math.Min(piece.Length, ChunkBytes - _chunkLength);
            piece[..taken].CopyTo(_chunk.AsSpan(_chunkLength));
            _chunkLength += taken;
            piece = piece[taken..];
            if (_chunkLength == ChunkBytes)
            {
                Tag(_chunk);
                _chunkLength = 0;
            }
        }
    }

    /// <summary>The fingerprint of all that was appended; called once, at the end.</summary>
    public ContentHash Finish()
    {
        if (_chunkLength > 0)
        {
            Tag(_chunk.AsSpan(0, _chunkLength));
            _chunkLength = 0;
        }

        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, Length);
        _tags.AppendData(length);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _tags.GetHashAndReset(digest);
        return new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gmac.Dispose();
        _tags.Dispose();
    }

    private void Tag(ReadOnlySpan<byte> chunk)
    {
        Span<byte> nonce = stackalloc byte[12];
        nonce.Clear();
        Span<byte> tag = stackalloc byte[TagBytes];
        _gmac.Encrypt(nonce, default, default, tag, chunk);
        _tags.AppendData(tag);
    }
}
