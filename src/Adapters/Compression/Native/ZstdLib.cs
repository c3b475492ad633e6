using System.Runtime.InteropServices;

namespace Countme.Adapters.Compression.Native;

/// <summary>The part of libzstd's stable interface that reads frames and makes them; needs zstd 1.4 or later.</summary>
internal static unsafe partial class ZstdLib
{
    internal const string ImportName = "countme-zstd";

    internal const int ResetSessionOnly = 1;
    internal const int DecodeWindowLogMax = 100;
    internal const int EncodeLevel = 100;
    internal const int EncodeChecksum = 201;

    internal const int WindowTooLarge = 16;
    internal const int MemoryError = 64;

    [LibraryImport(ImportName, EntryPoint = "ZSTD_createDCtx")]
    internal static partial void* CreateDecoder();

    [LibraryImport(ImportName, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecoder(void* decoder);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_DCtx_reset")]
    internal static partial nuint ResetDecoder(void* decoder, int directive);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_DCtx_setParameter")]
    internal static partial nuint SetDecoderParameter(void* decoder, int parameter, int value);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_sizeof_DCtx")]
    internal static partial nuint SizeOfDecoder(void* decoder);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint DecompressStream(void* decoder, Buffer* output, Buffer* input);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_createCCtx")]
    internal static partial void* CreateEncoder();

    [LibraryImport(ImportName, EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeEncoder(void* encoder);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_CCtx_setParameter")]
    internal static partial nuint SetEncoderParameter(void* encoder, int parameter, int value);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_compressBound")]
    internal static partial nuint CompressBound(nuint inputBytes);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_compress2")]
    internal static partial nuint Compress(void* encoder, byte* output, nuint outputBytes, byte* input, nuint inputBytes);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint result);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_getErrorCode")]
    internal static partial int ErrorCode(nuint result);

    [LibraryImport(ImportName, EntryPoint = "ZSTD_getErrorName")]
    internal static partial byte* ErrorName(nuint result);

    /// <summary>What zstd says about an error, in English.</summary>
    internal static string ErrorText(nuint result) => Marshal.PtrToStringUTF8((nint)ErrorName(result)) ?? "an unknown error";

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c> of zstd.h, which have the same shape.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        internal byte* Bytes;
        internal nuint Size;
        internal nuint Position;
    }
}
