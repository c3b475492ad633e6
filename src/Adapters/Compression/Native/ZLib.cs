using System.Runtime.InteropServices;

namespace Countme.Adapters.Compression.Native;

/// <summary>The part of zlib's interface that reads gzip.</summary>
internal static unsafe partial class ZLib
{
    internal const string ImportName = "countme-z";

    internal const int Ok = 0;
    internal const int StreamEnd = 1;
    internal const int MemoryError = -4;
    internal const int BufferError = -5;

    internal const int NoFlush = 0;

    /// <summary>Largest window (15) and "a gzip header is required" (16).</summary>
    internal const int GzipWindowBits = 15 + 16;

    [LibraryImport(ImportName, EntryPoint = "inflateInit2_")]
    internal static partial int InflateInit(Stream* stream, int windowBits, byte* version, int streamSizeBytes);

    [LibraryImport(ImportName, EntryPoint = "inflate")]
    internal static partial int Inflate(Stream* stream, int flush);

    [LibraryImport(ImportName, EntryPoint = "inflateReset")]
    internal static partial int InflateReset(Stream* stream);

    [LibraryImport(ImportName, EntryPoint = "inflateEnd")]
    internal static partial int InflateEnd(Stream* stream);

    /// <summary><c>z_stream</c> of zlib.h; <c>uLong</c> is 32 bits wide on Windows and 64 elsewhere.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stream
    {
        internal byte* NextIn;
        internal uint AvailIn;
        internal CULong TotalIn;
        internal byte* NextOut;
        internal uint AvailOut;
        internal CULong TotalOut;
        internal byte* Message;
        internal void* State;
        internal void* Allocate;
        internal void* Free;
        internal void* Opaque;
        internal int DataType;
        internal CULong Adler;
        internal CULong Reserved;
    }
}
