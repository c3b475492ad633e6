using System.Runtime.InteropServices;

namespace Countme.Adapters.Compression.Native;

/// <summary>The part of liblzma's interface that reads xz and lzma.</summary>
internal static unsafe partial class LzmaLib
{
    internal const string ImportName = "countme-lzma";

    internal const int Ok = 0;
    internal const int StreamEnd = 1;
    internal const int UnsupportedCheck = 3;
    internal const int MemoryError = 5;
    internal const int MemoryLimitError = 6;
    internal const int FormatError = 7;
    internal const int OptionsError = 8;
    internal const int DataError = 9;
    internal const int BufferError = 10;

    internal const int Run = 0;

    /// <summary>Ask to be told about an integrity check that liblzma cannot compute, rather than read on unchecked.</summary>
    internal const uint TellUnsupportedCheck = 2;

    [LibraryImport(ImportName, EntryPoint = "lzma_stream_decoder")]
    internal static partial int StreamDecoder(Stream* stream, ulong memoryLimitBytes, uint flags);

    [LibraryImport(ImportName, EntryPoint = "lzma_alone_decoder")]
    internal static partial int AloneDecoder(Stream* stream, ulong memoryLimitBytes);

    [LibraryImport(ImportName, EntryPoint = "lzma_code")]
    internal static partial int Code(Stream* stream, int action);

    [LibraryImport(ImportName, EntryPoint = "lzma_memusage")]
    internal static partial ulong MemoryUsage(Stream* stream);

    [LibraryImport(ImportName, EntryPoint = "lzma_end")]
    internal static partial void End(Stream* stream);

    /// <summary><c>lzma_stream</c> of lzma/base.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stream
    {
        internal byte* NextIn;
        internal nuint AvailIn;
        internal ulong TotalIn;
        internal byte* NextOut;
        internal nuint AvailOut;
        internal ulong TotalOut;
        internal void* Allocator;
        internal void* State;
        internal void* Reserved1;
        internal void* Reserved2;
        internal void* Reserved3;
        internal void* Reserved4;
        internal ulong SeekPosition;
        internal ulong Reserved5;
        internal nuint Reserved6;
        internal nuint Reserved7;
        internal int Reserved8;
        internal int Reserved9;
    }
}
