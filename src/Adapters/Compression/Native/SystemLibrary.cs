using System.Reflection;
using System.Runtime.InteropServices;

namespace Countme.Adapters.Compression.Native;

/// <summary>
/// One compression library of the operating system. It is looked up when the first log needs it, so a machine without liblzma
/// still reads gzip.
/// </summary>
internal sealed class SystemLibrary
{
    private readonly string[] _fileNames;
    private readonly string _remedy;
    private readonly Lazy<nint> _handle;

    static SystemLibrary() => NativeLibrary.SetDllImportResolver(typeof(SystemLibrary).Assembly, Resolve);

    /// <summary>Describes a library without loading it.</summary>
    /// <param name="importName">Name its imports are declared under.</param>
    /// <param name="fileNames">File names to try in order, the Linux one first; the first also stands in messages.</param>
    /// <param name="debianPackage">Package that holds it on Debian and Ubuntu.</param>
    /// <param name="fedoraPackage">Package that holds it on Fedora and its relatives.</param>
    internal SystemLibrary(string importName, string[] fileNames, string debianPackage, string fedoraPackage)
    {
        ImportName = importName;
        _fileNames = fileNames;
        _remedy = $"Install it with 'apt-get install {debianPackage}' or 'dnf install {fedoraPackage}'.";
        // PublicationOnly does not keep a failure: a library installed later is found without a restart.
        _handle = new Lazy<nint>(Load, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>gzip's decoder.</summary>
    internal static SystemLibrary Z { get; } = new(
        ZLib.ImportName, ["libz.so.1", "libz.1.dylib", "zlib1.dll"], "zlib1g", "zlib");

    /// <summary>The decoder of xz and lzma.</summary>
    internal static SystemLibrary Lzma { get; } = new(
        LzmaLib.ImportName, ["liblzma.so.5", "liblzma.5.dylib", "/opt/homebrew/lib/liblzma.5.dylib", "liblzma.dll"], "liblzma5", "xz-libs");

    /// <summary>Decoder and encoder of zstd.</summary>
    internal static SystemLibrary Zstd { get; } = new(
        ZstdLib.ImportName, ["libzstd.so.1", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "libzstd.dll"], "libzstd1", "libzstd");

    /// <summary>bzip2's decoder; Debian's file name has one digit more than Fedora's.</summary>
    internal static SystemLibrary Bzip2 { get; } = new(
        Bzip2Lib.ImportName, ["libbz2.so.1.0", "libbz2.so.1", "libbz2.1.0.dylib", "libbz2.dll"], "libbz2-1.0", "bzip2-libs");

    /// <summary>Name its imports are declared under.</summary>
    internal string ImportName { get; }

    /// <summary>Loads the library if that has not happened yet.</summary>
    /// <exception cref="MissingLibraryException">None of its file names can be loaded.</exception>
    internal void Require() => _ = _handle.Value;

    private nint Load()
    {
        foreach (string fileName in _fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, out nint handle))
            {
                return handle;
            }
        }

        throw new MissingLibraryException(_fileNames[0], _remedy);
    }

    /// <summary>Answers the runtime's question for our imports; 0 leaves every other name to the runtime's own search.</summary>
    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath) => libraryName switch
    {
        ZLib.ImportName => Z._handle.Value,
        LzmaLib.ImportName => Lzma._handle.Value,
        ZstdLib.ImportName => Zstd._handle.Value,
        Bzip2Lib.ImportName => Bzip2._handle.Value,
        _ => 0,
    };
}
