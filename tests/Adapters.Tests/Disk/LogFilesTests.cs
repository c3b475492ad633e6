using System.Globalization;
using Countme.Adapters.Disk;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Disk;

public sealed class LogFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_GoldenProxies_FindsEveryLog()
    {
        LogFileSearch found = LogFiles.Find(TestData.PathOf("golden", "small", "proxies"), default);
        Assert.Equal(60, found.Files.Count);
        Assert.Equal(0, found.Skipped);
        Assert.Empty(found.Problems);
        Assert.Equal(["proxy01", "proxy02", "proxy03"], found.Files.Select(file => file.Host.Name).Distinct());
        Assert.Equal(["mirrors.centos.org", "mirrors.fedoraproject.org"], found.Files.Select(file => file.Site.Name).Distinct());
        Assert.Equal("2025-10-06", found.Files[0].Day.ToString());
        Assert.Equal("2025-10-15", found.Files[^1].Day.ToString());
    }

    [Fact]
    public void Find_CombinedTree_NeedsNoHost()
    {
        LogFileSearch found = LogFiles.Find(TestData.PathOf("golden", "small", "combined"), default);
        Assert.Equal(20, found.Files.Count);
        Assert.All(found.Files, file => Assert.Equal(ProxyHost.Combined, file.Host));
    }

    [Fact]
    public void Find_MixedTree_TakesLogsAndCountsTheRest()
    {
        _folder.Write("p2/2025/10/06/http/b-access.log.xz", "12345");
        _folder.Write("p1/2025/10/06/http/b-access.log-20251006.xz", "1");
        _folder.Write("p1/2025/10/06/a-access.log", "");
        _folder.Write("p1/2025/10/05/b-access.log", "");
        _folder.Write("p1/2025/10/06/http/b-access.log.xz.part", ""); // 1
        _folder.Write("p1/2025/10/06/http/.b-access.log.xz.Qw3rtz", ""); // 2
        _folder.Write("p1/2025/10/06/http/b-error.log", ""); // 3
        _folder.Write("p1/2025/10/06/http_with_date/b-access.log-20251006.xz", ""); // 4, the folder
        _folder.Write("p1/2025/10/06/http/deep/b-access.log", ""); // 5, the folder
        _folder.Write("p1/lost+found/x", ""); // 6, the folder
        _folder.Write("README", ""); // 7
        _folder.Write("p1/2025/13/01/b-access.log", ""); // 8

        LogFileSearch found = LogFiles.Find(_folder.Root, default);
        Assert.Equal(
            [
                "p1/2025/10/05/b-access.log", "p1/2025/10/06/a-access.log", "p1/2025/10/06/http/b-access.log-20251006.xz",
                "p2/2025/10/06/http/b-access.log.xz",
            ],
            found.Files.Select(file => Path.GetRelativePath(_folder.Root, file.Path).Replace('\\', '/')));
        Assert.Equal(8, found.Skipped);
        Assert.Empty(found.Problems);
        Assert.Equal(5, found.Files[^1].StoredBytes);
    }

    [Fact]
    public void Find_Links_AreFollowedAndCirclesEnd()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Making links takes rights there that a test does not have.
        }

        string log = _folder.Write("elsewhere/log", "12345");
        _folder.Write("logs/p1/2025/10/06/x", "");
        File.CreateSymbolicLink(_folder.PathOf("logs/p1/2025/10/06/a-access.log"), log);
        File.CreateSymbolicLink(_folder.PathOf("logs/p1/2025/10/06/b-access.log"), _folder.PathOf("gone"));
        File.CreateSymbolicLink(_folder.PathOf("logs/p1/2025/10/06/c-access.log"), _folder.PathOf("logs/p1/2025/10/06/c-access.log"));
        Directory.CreateSymbolicLink(_folder.PathOf("logs/p1/2025/10/06/http"), _folder.PathOf("logs"));
        Directory.CreateSymbolicLink(_folder.PathOf("logs/p2"), _folder.PathOf("logs/p1"));

        LogFileSearch found = LogFiles.Find(_folder.PathOf("logs"), default);
        Assert.Equal(["p1 5", "p2 5"], found.Files.Select(file => $"{file.Host} {file.StoredBytes}"));
        Assert.Equal(4, found.Problems.Count);
        Assert.Equal(LogFiles.Of(log, Samples.Fedora).ETag, found.Files[0].ETag);
    }

    [Fact]
    public void Find_FolderWithoutRights_IsReported()
    {
        _folder.Write("p1/2025/10/06/a-access.log", "");
        _folder.Write("p2/2025/10/06/a-access.log", "");
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return; // The administrator may read everything.
        }

        File.SetUnixFileMode(_folder.PathOf("p1/2025"), UnixFileMode.None);
        LogFileSearch found = LogFiles.Find(_folder.Root, default);
        File.SetUnixFileMode(_folder.PathOf("p1/2025"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Equal(_folder.PathOf("p1/2025"), Assert.Single(found.Problems).Path);
        Assert.Single(found.Files);
    }

    [Fact]
    public void Find_NoFolder_SaysSo()
    {
        string path = _folder.PathOf("none");
        var exception = Assert.Throws<DirectoryNotFoundException>(() => LogFiles.Find(path, default));
        Assert.Equal($"{path} is not there or not a folder; logs are looked for in a folder. Correct the name.", exception.Message);
    }

    [Fact]
    public void Of_File_TakesDayAndHostFromItsPath()
    {
        string dated = _folder.Write("p9/2025/10/06/anything.gz", "123");
        File.SetLastWriteTimeUtc(dated, new DateTime(2025, 10, 7, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(
            new LogFile(dated, new ProxyHost("p9"), Samples.Fedora, Samples.Day("2025-10-06"), 3,
                $"3-{new DateTime(2025, 10, 7).Ticks.ToString("x", CultureInfo.InvariantCulture)}"),
            LogFiles.Of(dated, Samples.Fedora));

        LogFile undated = LogFiles.Of(_folder.Write("anything.gz", ""), Samples.Fedora);
        Assert.Equal((ProxyHost.Combined, null), (undated.Host, undated.Day));
    }

    [Fact]
    public void Of_NoFile_SaysSo()
    {
        string path = _folder.PathOf("none");
        Assert.Equal(
            $"{path} is not there; a log is a file. Correct the name.",
            Assert.Throws<FileNotFoundException>(() => LogFiles.Of(path, Samples.Fedora)).Message);
        Assert.StartsWith(
            $"{_folder.Root} is a folder;",
            Assert.Throws<FileNotFoundException>(() => LogFiles.Of(_folder.Root, Samples.Fedora)).Message,
            StringComparison.Ordinal);
    }
}
