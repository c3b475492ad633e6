using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Countme.Cli.Tests.Running;

/// <summary>A folder for one test, gone with the test. Messages about it are compared with its path written as <c>~</c>.</summary>
internal sealed class WorkFolder : IDisposable
{
    public const string Site = "mirrors.example.org";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("countme-cli-");

    public string Root => _folder.FullName;

    public string PathOf(params string[] parts) => Path.Join([Root, .. parts]);

    /// <summary>A request of a system: when (UTC), from which host, and its countme value, or none.</summary>
    public static string Line(string time, string host, int? countme = 1, string repo = "fedora-42")
    {
        var at = DateTime.Parse(time, CultureInfo.InvariantCulture);
        string value = countme is null ? "" : $"&countme={countme}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{host} - - [{at:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /metalink?repo={repo}&arch=x86_64{value} HTTP/1.1\" 200 100 \"-\" "
                + $"\"libdnf (Fedora Linux 42; server; Linux.x86_64)\"\n");
    }

    /// <summary>Writes a proxy's log of the day it was rotated under (yyyy-MM-dd).</summary>
    public string Log(string proxy, string day, params string[] lines)
    {
        string path = PathOf("logs", proxy, day.Replace('-', '/'), "http", $"{Site}-access.log");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines));
        return path;
    }

    /// <summary>Writes a proxy's log as a gzip that ends too early.</summary>
    public string DamagedLog(string proxy, string day, params string[] lines)
    {
        string path = Log(proxy, day);
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
        }

        File.WriteAllBytes(path, stored.ToArray()[..^6]);
        return path;
    }

    /// <summary>Counts the logs of the folder into its data, and expects a certain exit code.</summary>
    public async Task<Ran> Count(int exitCode = 0, params string[] options)
    {
        Ran ran = await Ran.Countme(["count", "--logs", PathOf("logs"), "--data", PathOf("data"), .. options]);
        Assert.Equal((exitCode, ""), (ran.ExitCode, ran.Error));
        return ran;
    }

    /// <summary>A text with the folder's path replaced.</summary>
    public string Short(string text) => text.Replace(Root, "~", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
