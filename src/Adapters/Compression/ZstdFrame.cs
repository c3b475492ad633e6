using System.Buffers;
using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Compression;

/// <summary>One frame on its way: filled by the writer, compressed on a task, written, and used again.</summary>
internal sealed unsafe class ZstdFrame(int frameBytes, int level) : IDisposable
{
    private byte[]? _content = ArrayPool<byte>.Shared.Rent(frameBytes);
    private byte[]? _compressed;
    private int _contentBytes;
    private int _compressedBytes;
    private Task _compressing = Task.CompletedTask;

    /// <summary>Whether there is nothing in it yet.</summary>
    internal bool IsEmpty => _contentBytes == 0;

    /// <summary>Whether nothing more goes in.</summary>
    internal bool IsFull => _contentBytes == frameBytes;

    /// <summary>Whether <see cref="Wait"/> would return at once.</summary>
    internal bool IsDone => _compressing.IsCompleted;

    /// <summary>The finished frame, once <see cref="Wait"/> has returned.</summary>
    internal ReadOnlyMemory<byte> Compressed => _compressed.AsMemory(0, _compressedBytes);

    /// <summary>Copies as much as goes in.</summary>
    /// <returns>How many bytes were taken.</returns>
    internal int Append(ReadOnlySpan<byte> content)
    {
        int taken = Math.Min(content.Length, frameBytes - _contentBytes);
        content[..taken].CopyTo(_content.AsSpan(_contentBytes));
        _contentBytes += taken;
        return taken;
    }

    /// <summary>Begins to compress on the thread pool.</summary>
    internal void Start() => _compressing = Task.Run(Compress);

    /// <summary>Waits for the frame. A task that no thread has taken up yet runs here instead.</summary>
    internal void Wait() => _compressing.GetAwaiter().GetResult();

    /// <summary>Waits for the frame.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken) => _compressing.WaitAsync(cancellationToken);

    /// <summary>Waits for the frame and does not care how it went.</summary>
    internal void WaitQuietly() => _compressing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    /// <summary>Empties the frame for the next content.</summary>
    internal void Clear() => _contentBytes = 0;

    /// <summary>Gives the buffers back; no task may be at work.</summary>
    public void Dispose()
    {
        if (_content is not null)
        {
            ArrayPool<byte>.Shared.Return(_content);
            _content = null;
        }

        if (_compressed is not null)
        {
            ArrayPool<byte>.Shared.Return(_compressed);
            _compressed = null;
        }
    }

    private void Compress()
    {
        int boundBytes = (int)ZstdLib.CompressBound((nuint)_contentBytes);
        if (_compressed is null || _compressed.Length < boundBytes)
        {
            byte[]? tooSmall = _compressed;
            _compressed = ArrayPool<byte>.Shared.Rent(boundBytes);
            if (tooSmall is not null)
            {
                ArrayPool<byte>.Shared.Return(tooSmall);
            }
        }

        // An encoder per frame: one that was used before keeps tables of its past, and the same bytes must always come out.
        void* encoder = ZstdLib.CreateEncoder();
        if (encoder is null)
        {
            throw new InsufficientMemoryException("Found no memory for a zstd encoder, expected a few MiB. Write with fewer workers.");
        }

        try
        {
            Check(ZstdLib.SetEncoderParameter(encoder, ZstdLib.EncodeLevel, level));
            Check(ZstdLib.SetEncoderParameter(encoder, ZstdLib.EncodeChecksum, 1));
            fixed (byte* content = _content, compressed = _compressed)
            {
                _compressedBytes = (int)Check(
                    ZstdLib.Compress(encoder, compressed, (nuint)boundBytes, content, (nuint)_contentBytes));
            }
        }
        finally
        {
            _ = ZstdLib.FreeEncoder(encoder);
        }
    }

    private static nuint Check(nuint result) => ZstdLib.IsError(result) == 0
        ? result
        : throw new InvalidOperationException(
            $"Found zstd's error \"{ZstdLib.ErrorText(result)}\" while compressing, expected a frame. "
            + "Write with fewer workers or a lower level.");
}
