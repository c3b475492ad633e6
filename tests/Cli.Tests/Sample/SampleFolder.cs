using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

/// <summary>A folder for one test's sample, gone with the test.</summary>
internal sealed class SampleFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("countme-sample-");

    public string Root => Path.Combine(_folder.FullName, "logs");

    public static Task<SampleReport> Write(SampleOptions options) => SampleLogs.RunAsync(options, null, CancellationToken.None);

    public SampleOptions Options(long bytes) => new() { OutputFolder = Root, Size = new(bytes) };

    public string[] Files() =>
        [.. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Select(PathOf).Order(StringComparer.Ordinal)];

    public string PathOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    public byte[] Text(string file)
    {
        byte[] content = File.ReadAllBytes(Path.Combine(Root, file));
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return content;
        }

        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var text = new MemoryStream();
        gzip.CopyTo(text);
        return text.ToArray();
    }

    public string[] Lines(string file) => Encoding.Latin1.GetString(Text(file)).TrimEnd('\n').Split('\n');

    /// <summary>One fingerprint for all names and all log text.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Files())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file));
            hash.AppendData(Text(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
