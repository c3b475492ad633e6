using System.Text;

namespace Countme.Adapters.Tests.Disk;

/// <summary>A folder of a test's own, gone with the test.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Its full path; the name is one that URIs and shells would misread.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("countme #1 ?%41 ").FullName;

    /// <summary>Full path of something in it.</summary>
    public string PathOf(string relative) => Path.Join(Root, relative);

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string relative, string content) => Write(relative, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string relative, byte[] content)
    {
        string path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
