using System.Text;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>A folder of a test's own, gone with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("countme-e2e-").FullName;

    public string PathOf(string relative) => Path.Join(Root, relative);

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string relative, byte[] content)
    {
        string path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string relative, string content) => Write(relative, Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
