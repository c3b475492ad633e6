using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Compression.Decoders;

/// <summary>Reads xz streams, and files of the older lzma format, with liblzma.</summary>
internal sealed unsafe class XzDecoder : Decoder
{
    private LzmaLib.Stream* _stream;
    private CompressionKind _kind;
    private long _dictionaryBytes;

    /// <summary>Loads liblzma.</summary>
    /// <exception cref="MissingLibraryException">liblzma is not installed.</exception>
    internal XzDecoder() => SystemLibrary.Lzma.Require();

    internal override CompressionKind Kind => _kind;

    internal override string Expected => _kind == CompressionKind.Xz
        ? "a complete xz stream with matching checksums"
        : "a complete lzma stream";

    internal override long MemoryBytes => _stream is null ? 0 : Math.Max((long)LzmaLib.MemoryUsage(_stream), _dictionaryBytes);

    internal override bool AllowsZeroPadding => true;

    internal override bool CanFollow(CompressionKind kind) => kind is CompressionKind.Xz or CompressionKind.LzmaAlone;

    internal override void Start(CompressionKind kind, ReadOnlySpan<byte> head)
    {
        _kind = kind;
        if (_stream is null)
        {
            _stream = (LzmaLib.Stream*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaLib.Stream));
        }

        // liblzma makes lzma's dictionary with the first byte of content, later than xz's; it is counted from the start. One that is
        // too large is never made.
        long dictionaryBytes = kind == CompressionKind.LzmaAlone ? BinaryPrimitives.ReadUInt32LittleEndian(head[1..]) : 0;
        _dictionaryBytes = dictionaryBytes < MemoryLimitBytes ? dictionaryBytes : 0;

        // Without LZMA_CONCATENATED: the end of each stream is reported, and what follows it is judged by the same rules as for
        // the other formats.
        int result = kind == CompressionKind.Xz
            ? LzmaLib.StreamDecoder(_stream, (ulong)MemoryLimitBytes, LzmaLib.TellUnsupportedCheck)
            : LzmaLib.AloneDecoder(_stream, (ulong)MemoryLimitBytes);
        if (result != LzmaLib.Ok)
        {
            throw OutOfMemory(kind);
        }
    }

    protected override DecodeStep RunPinned(nint input, int inputBytes, nint output, int outputBytes)
    {
        _stream->NextIn = (byte*)input;
        _stream->AvailIn = (nuint)inputBytes;
        _stream->NextOut = (byte*)output;
        _stream->AvailOut = (nuint)outputBytes;
        int result = LzmaLib.Code(_stream, LzmaLib.Run);
        return new DecodeStep(
            inputBytes - (int)_stream->AvailIn, outputBytes - (int)_stream->AvailOut, result == LzmaLib.StreamEnd, ProblemOf(result));
    }

    protected override void Release()
    {
        if (_stream is not null)
        {
            LzmaLib.End(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
    }

    private DecodeProblem? ProblemOf(int result) => result switch
    {
        LzmaLib.Ok or LzmaLib.StreamEnd or LzmaLib.BufferError => null,
        LzmaLib.MemoryError => throw OutOfMemory(_kind),
        LzmaLib.MemoryLimitError => new DecodeProblem(
            string.Create(CultureInfo.InvariantCulture, $"a dictionary that needs {LzmaLib.MemoryUsage(_stream) >> 20} MiB of memory"),
            string.Create(CultureInfo.InvariantCulture, $"at most {MemoryLimitBytes >> 20} MiB"),
            "Compress the log again with 'xz -9' or less and upload it."),
        LzmaLib.UnsupportedCheck => new DecodeProblem(
            "an integrity check that liblzma cannot compute", "CRC32, CRC64 or SHA-256", "Compress the log again with 'xz' and upload it."),
        LzmaLib.OptionsError => new DecodeProblem("options that liblzma does not know", Expected),
        LzmaLib.FormatError => new DecodeProblem("a header of another format", Expected),
        LzmaLib.DataError => new DecodeProblem("damaged data", Expected),
        _ => new DecodeProblem(string.Create(CultureInfo.InvariantCulture, $"liblzma's error {result}"), Expected),
    };
}
