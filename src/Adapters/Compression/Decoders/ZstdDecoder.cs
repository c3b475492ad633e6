using Countme.Adapters.Compression.Native;
using Buffer = Countme.Adapters.Compression.Native.ZstdLib.Buffer;

namespace Countme.Adapters.Compression.Decoders;

/// <summary>Reads zstd frames and passes over skippable ones. A frame's checksum is verified if it has one.</summary>
internal sealed unsafe class ZstdDecoder : Decoder
{
    /// <summary>2^27 = 128 MiB: what <c>zstd --ultra -22</c> uses, and what <c>zstd -d</c> accepts without <c>--long</c>.</summary>
    private const int WindowLogMax = 27;

    private void* _decoder;

    /// <summary>Loads libzstd.</summary>
    /// <exception cref="MissingLibraryException">libzstd is not installed.</exception>
    internal ZstdDecoder() => SystemLibrary.Zstd.Require();

    internal override CompressionKind Kind => CompressionKind.Zstd;

    internal override string Expected => "a complete zstd frame with matching checksum";

    internal override long MemoryBytes => (long)ZstdLib.SizeOfDecoder(_decoder);

    internal override void Start(CompressionKind kind, ReadOnlySpan<byte> head)
    {
        if (_decoder is not null)
        {
            _ = ZstdLib.ResetDecoder(_decoder, ZstdLib.ResetSessionOnly);
            return;
        }

        _decoder = ZstdLib.CreateDecoder();
        if (_decoder is null)
        {
            throw OutOfMemory(Kind);
        }

        _ = ZstdLib.SetDecoderParameter(_decoder, ZstdLib.DecodeWindowLogMax, WindowLogMax);
    }

    protected override DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes)
    {
        var source = new Buffer { Bytes = (byte*)input, Size = (nuint)inputBytes };
        var target = new Buffer { Bytes = (byte*)output, Size = (nuint)outputBytes };
        nuint result = ZstdLib.DecompressStream(_decoder, &target, &source);
        return new DecodeStep((int)source.Position, (int)target.Position, result == 0, ProblemOf(result));
    }

    protected override void Release()
    {
        if (_decoder is not null)
        {
            _ = ZstdLib.FreeDecoder(_decoder);
            _decoder = null;
        }
    }

    private DecodeProblem? ProblemOf(nuint result)
    {
        if (ZstdLib.IsError(result) == 0)
        {
            return null;
        }

        return ZstdLib.ErrorCode(result) switch
        {
            ZstdLib.MemoryError => throw OutOfMemory(Kind),
            ZstdLib.WindowTooLarge => new DecodeProblem(
                "a window that needs more memory than a decoder gets",
                "at most 128 MiB",
                "Compress the log again without --long, or with --long=27, and upload it."),
            _ => new DecodeProblem($"\"{ZstdLib.ErrorText(result)}\"", Expected),
        };
    }
}
