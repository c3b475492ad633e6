using System.Runtime.InteropServices;

namespace Countme.Adapters.Compression.Native;

/// <summary>The part of libbz2's interface that reads bzip2.</summary>
internal static unsafe partial class Bzip2Lib
{
    internal const string ImportName = "countme-bz2";

    internal const int Ok = 0;
    internal const int StreamEnd = 4;
    internal const int MemoryError = -3;
    internal const int DataError = -4;
    internal const int DataErrorMagic = -5;

    [LibraryImport(ImportName, EntryPoint = "BZ2_bzDecompressInit")]
    internal static partial int DecompressInit(Stream* stream, int verbosity, int small);

    [LibraryImport(ImportName, EntryPoint = "BZ2_bzDecompress")]
    internal static partial int Decompress(Stream* stream);

    [LibraryImport(ImportName, EntryPoint = "BZ2_bzDecompressEnd")]
    internal static partial int DecompressEnd(Stream* stream);

    /// <summary><c>bz_stream</c> of bzlib.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stream
    {
        internal byte* NextIn;
        internal uint AvailIn;
        internal uint TotalInLow;
        internal uint TotalInHigh;
        internal byte* NextOut;
        internal uint AvailOut;
        internal uint TotalOutLow;
        internal uint TotalOutHigh;
        internal void* State;
        internal void* Allocate;
        internal void* Free;
        internal void* Opaque;
    }
}
