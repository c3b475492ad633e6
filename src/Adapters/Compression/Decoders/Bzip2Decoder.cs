using System.Globalization;
using System.Runtime.InteropServices;
using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Compression.Decoders;

/// <summary>Reads bzip2 streams with libbz2, which verifies the checksum of each block and of the whole.</summary>
internal sealed unsafe class Bzip2Decoder : Decoder
{
    /// <summary>State without the block: about 64 KB.</summary>
    private const long StateBytes = 64 << 10;

    /// <summary>libbz2 decodes a block of (digit × 100 000) bytes in 4 bytes each.</summary>
    private const long BytesPerDigit = 400_000;

    private Bzip2Lib.Stream* _stream;
    private long _memoryBytes;

    /// <summary>Loads libbz2.</summary>
    /// <exception cref="MissingLibraryException">libbz2 is not installed.</exception>
    internal Bzip2Decoder() => SystemLibrary.Bzip2.Require();

    internal override CompressionKind Kind => CompressionKind.Bzip2;

    internal override string Expected => "a complete bzip2 stream with matching checksums";

    internal override long MemoryBytes => _memoryBytes;

    internal override void Start(CompressionKind kind, ReadOnlySpan<byte> head)
    {
        // libbz2 cannot start over with the same state.
        Release();
        _stream = (Bzip2Lib.Stream*)NativeMemory.AllocZeroed((nuint)sizeof(Bzip2Lib.Stream));
        if (Bzip2Lib.DecompressInit(_stream, verbosity: 0, small: 0) != Bzip2Lib.Ok)
        {
            throw OutOfMemory(Kind);
        }

        _memoryBytes = StateBytes + (BytesPerDigit * (head[3] - '0'));
    }

    protected override DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes)
    {
        _stream->NextIn = (byte*)input;
        _stream->AvailIn = (uint)inputBytes;
        _stream->NextOut = (byte*)output;
        _stream->AvailOut = (uint)outputBytes;
        int result = Bzip2Lib.Decompress(_stream);
        return new DecodeStep(
            inputBytes - (int)_stream->AvailIn, outputBytes - (int)_stream->AvailOut, result == Bzip2Lib.StreamEnd, ProblemOf(result));
    }

    protected override void Release()
    {
        if (_stream is not null)
        {
            _ = Bzip2Lib.DecompressEnd(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
    }

    private DecodeProblem? ProblemOf(int result) => result switch
    {
        Bzip2Lib.Ok or Bzip2Lib.StreamEnd => null,
        Bzip2Lib.MemoryError => throw OutOfMemory(Kind),
        Bzip2Lib.DataError => new DecodeProblem("damaged data", Expected),
        Bzip2Lib.DataErrorMagic => new DecodeProblem("a header of another format", Expected),
        _ => new DecodeProblem(string.Create(CultureInfo.InvariantCulture, $"libbz2's error {result}"), Expected),
    };
}
