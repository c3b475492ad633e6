namespace Countme.Adapters.Compression;

/// <summary>
/// A library of the operating system that a log's format needs is not installed. The log itself may be in perfect order: read it
/// again once the library is there.
/// </summary>
public sealed class MissingLibraryException : DllNotFoundException
{
    /// <summary>Names the library and how to install it.</summary>
    /// <param name="library">File name of the library.</param>
    /// <param name="remedy">A sentence on how to install it.</param>
    public MissingLibraryException(string library, string remedy)
        : base($"Found no {library} on this system, expected it among the system's libraries. {remedy}") => Library = library;

    /// <summary>File name of the library, such as <c>liblzma.so.5</c>.</summary>
    public string Library { get; }
}
