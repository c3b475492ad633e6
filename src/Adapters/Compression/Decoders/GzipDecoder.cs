using System.Runtime.InteropServices;
using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Compression.Decoders;

/// <summary>Reads gzip members with zlib, which also verifies their checksum and length.</summary>
internal sealed unsafe class GzipDecoder : Decoder
{
    /// <summary>32 KiB of window and about 7 KiB of tables.</summary>
    private const long InflateBytes = 40 << 10;

    private ZLib.Stream* _stream;

    /// <summary>Loads zlib.</summary>
    /// <exception cref="MissingLibraryException">zlib is not installed.</exception>
    internal GzipDecoder() => SystemLibrary.Z.Require();

    internal override CompressionKind Kind => CompressionKind.Gzip;

    internal override string Expected => "a complete gzip member with matching checksum and length";

    internal override long MemoryBytes => InflateBytes;

    internal override bool AllowsZeroPadding => true;

    internal override void Start(CompressionKind kind, ReadOnlySpan<byte> head)
    {
        if (_stream is not null)
        {
            _ = ZLib.InflateReset(_stream);
            return;
        }

        _stream = (ZLib.Stream*)NativeMemory.AllocZeroed((nuint)sizeof(ZLib.Stream));
        fixed (byte* version = "1"u8)
        {
            if (ZLib.InflateInit(_stream, ZLib.GzipWindowBits, version, sizeof(ZLib.Stream)) != ZLib.Ok)
            {
                throw OutOfMemory(Kind);
            }
        }
    }

    protected override DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes)
    {
        _stream->NextIn = (byte*)input;
        _stream->AvailIn = (uint)inputBytes;
        _stream->NextOut = (byte*)output;
        _stream->AvailOut = (uint)outputBytes;
        int result = ZLib.Inflate(_stream, ZLib.NoFlush);
        return new DecodeStep(
            inputBytes - (int)_stream->AvailIn, outputBytes - (int)_stream->AvailOut, result == ZLib.StreamEnd, ProblemOf(result));
    }

    protected override void Release()
    {
        if (_stream is not null)
        {
            _ = ZLib.InflateEnd(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
    }

    private DecodeProblem? ProblemOf(int result) => result switch
    {
        ZLib.Ok or ZLib.StreamEnd or ZLib.BufferError => null,
        ZLib.MemoryError => throw OutOfMemory(Kind),
        _ => new DecodeProblem(Marshal.PtrToStringUTF8((nint)_stream->Message) ?? "data that is not gzip", Expected),
    };
}
