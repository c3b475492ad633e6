using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class SampleLogsTest : IDisposable
{
    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Run_AnyNumberOfWorkers_SameTree(int workers)
    {
        await SampleFolder.Write(_folder.Options(4_000_000) with { Days = 2, Workers = workers, Compression = SampleCompression.Mixed });

        Assert.Equal("a0e57bda1d4672cc8d161fb90b193bb8c9af189e29c69eb46728f1b56338f0f6", _folder.Fingerprint());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Run_AnyNumberOfWorkers_SameCombinedLog(int workers)
    {
        await SampleFolder.Write(Combined(4_000_000) with { Workers = workers });

        Assert.Equal("af4dd6c59f8e6330d0a5525dff9c612f407d24d66247236368a1247dad6ba7cb", _folder.Fingerprint());
    }

    [Fact]
    public async Task Run_OtherSeed_OtherText()
    {
        var options = Combined(100_000);
        await SampleFolder.Write(options);
        string first = _folder.Fingerprint();

        await SampleFolder.Write(options with { Seed = 2, Force = true });

        Assert.NotEqual(first, _folder.Fingerprint());
    }

    [Theory]
    [InlineData(SampleLayout.Tree, 1_000_000)]
    [InlineData(SampleLayout.Tree, 10_000_000)]
    [InlineData(SampleLayout.Combined, 10_000_000)]
    public async Task Run_Size_MetWithinTwoPercent(SampleLayout layout, long bytes)
    {
        var report = await SampleFolder.Write(_folder.Options(bytes) with { Layout = layout });

        Assert.InRange(report.Bytes, bytes * 0.98, bytes * 1.02);
        Assert.Equal(report.Bytes, _folder.Files().Sum(file => (long)_folder.Text(file).Length));
        Assert.Equal(report.Bytes, report.StoredBytes);
        Assert.Equal(report.Lines, _folder.Files().Sum(file => (long)_folder.Text(file).Count(b => b == '\n')));
        Assert.Equal(report.Files, _folder.Files().Length);
    }

    [Fact]
    public async Task Run_Tree_FilesUnderProxyAndDayOfRotation()
    {
        await SampleFolder.Write(
            _folder.Options(200_000) with { Days = 2, Proxies = 2, Sites = ["a.example.org", "b.example.org"], Start = new(2025, 12, 30) });

        Assert.Equal(
            [
                "proxy01/2025/12/31/http/a.example.org-access.log",
                "proxy01/2025/12/31/http/b.example.org-access.log",
                "proxy01/2026/01/01/http/a.example.org-access.log",
                "proxy01/2026/01/01/http/b.example.org-access.log",
                "proxy02/2025/12/31/http/a.example.org-access.log",
                "proxy02/2025/12/31/http/b.example.org-access.log",
                "proxy02/2026/01/01/http/a.example.org-access.log",
                "proxy02/2026/01/01/http/b.example.org-access.log",
            ],
            _folder.Files());
    }

    [Fact]
    public async Task Run_Combined_FilesUnderDayOfRotation()
    {
        await SampleFolder.Write(Combined(100_000) with { Days = 2 });

        Assert.Equal(
            ["2025/10/07/mirrors.fedoraproject.org-access.log", "2025/10/08/mirrors.fedoraproject.org-access.log"],
            _folder.Files());
    }

    [Fact]
    public async Task Run_Mixed_PlainAndGzipInTurnWithTheSameText()
    {
        var options = _folder.Options(200_000) with { Days = 2, Proxies = 1 };
        await SampleFolder.Write(options);
        string[] plain = [.. _folder.Files().Select(file => Convert.ToHexString(_folder.Text(file)))];

        var report = await SampleFolder.Write(options with { Compression = SampleCompression.Mixed, Force = true });

        Assert.Equal(
            [
                "proxy01/2025/10/07/http/mirrors.centos.org-access.log",
                "proxy01/2025/10/07/http/mirrors.fedoraproject.org-access.log.gz",
                "proxy01/2025/10/08/http/mirrors.centos.org-access.log.gz",
                "proxy01/2025/10/08/http/mirrors.fedoraproject.org-access.log",
            ],
            _folder.Files());
        Assert.Equal(plain, _folder.Files().Select(file => Convert.ToHexString(_folder.Text(file))));
        Assert.Equal(report.StoredBytes, _folder.Files().Sum(file => new FileInfo(Path.Combine(_folder.Root, file)).Length));
    }

    [Fact]
    public async Task Run_FolderNotEmpty_RefusedAndUntouched()
    {
        Directory.CreateDirectory(_folder.Root);
        File.WriteAllText(Path.Combine(_folder.Root, "mine.txt"), "mine");

        var refusal = await Assert.ThrowsAsync<SampleRefusedException>(() => SampleFolder.Write(Combined(100_000)));

        Assert.Equal(
            $"{_folder.Root} is not empty: name an empty folder or a new one, or force the sample into this one.",
            refusal.Message);
        Assert.Equal(["mine.txt"], _folder.Files());
    }

    [Fact]
    public async Task Run_FolderIsAFile_Refused()
    {
        File.WriteAllText(_folder.Root, "mine");

        var refusal = await Assert.ThrowsAsync<SampleRefusedException>(() => SampleFolder.Write(Combined(100_000)));

        Assert.Equal($"{_folder.Root} is a file: name a folder, or a path where nothing is yet.", refusal.Message);
    }

    [Fact]
    public async Task Run_Cancelled_NoPartialFileLeft()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Watcher(_ => stop.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SampleLogs.RunAsync(Combined(8_000_000), progress, stop.Token));

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Run_NameTakenByAFolder_FailsAndLeavesNoPartialFile()
    {
        string name = Path.Combine(_folder.Root, "2025", "10", "07", "mirrors.fedoraproject.org-access.log");
        Directory.CreateDirectory(name);

        await Assert.ThrowsAnyAsync<IOException>(() => SampleFolder.Write(Combined(100_000) with { Force = true }));

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Run_Progress_EndsWithAllBytes()
    {
        long last = 0;
        var progress = new Watcher(bytes => last = Math.Max(last, bytes));

        var report = await SampleLogs.RunAsync(Combined(3_000_000) with { Workers = 1 }, progress, CancellationToken.None);

        Assert.Equal(report.Bytes, last);
    }

    private SampleOptions Combined(long bytes) =>
        _folder.Options(bytes) with { Layout = SampleLayout.Combined, Days = 1, Sites = ["mirrors.fedoraproject.org"] };

    private sealed class Watcher(Action<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen(value);
    }
}
