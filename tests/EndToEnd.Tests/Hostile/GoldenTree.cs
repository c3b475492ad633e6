using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>The golden proxies' logs of one site, copied so that they can be harmed: plain, gzip, xz and zstd ones.</summary>
internal sealed class GoldenTree : IDisposable
{
    public const string SiteName = "mirrors.centos.org";

    private readonly TempFolder _folder = new();

    public GoldenTree()
    {
        string source = TestData.PathOf("golden", "small", "proxies");
        foreach (string path in Directory.EnumerateFiles(source, SiteName + "-access.log*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.Join("logs", Path.GetRelativePath(source, path)), File.ReadAllBytes(path));
        }

        Files = [.. Directory.EnumerateFiles(Logs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Archives = [.. Files.Where(path => !path.EndsWith(".log", StringComparison.Ordinal) && new FileInfo(path).Length > 100)];
    }

    public string Logs => _folder.PathOf("logs");

    public string[] Files { get; }

    public string[] Archives { get; }

    /// <summary>What counting the sound logs gives.</summary>
    public static byte[] SortedTotals =>
        File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", SiteName, "direct", "totals.sorted.csv"));

    public static byte[] SortedRaw =>
        File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", SiteName, "direct", "raw.sorted.csv"));

    public static Machine NewMachine() => new() { Site = new Site(SiteName), Today = Machine.Day("2025-10-16") };

    public static Machine OpenMachine(string folder) => new(folder) { Site = new Site(SiteName), Today = Machine.Day("2025-10-16") };

    public string PathOf(string relative) => _folder.PathOf(relative);

    public static async Task AssertWhole(Machine machine, string hint)
    {
        Assert.Equal(hint + SortedLines.Text(SortedTotals), hint + SortedLines.Text(machine.SortedTotals()));
        Assert.Equal(hint + SortedLines.Text(SortedRaw), hint + SortedLines.Text(await machine.SortedRaw()));
    }

    public void Dispose() => _folder.Dispose();
}
