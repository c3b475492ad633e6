using Countme.Adapters.Disk;
using Countme.Cli.Counting;
using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>Logs that go, change or cannot be read while or after they are counted.</summary>
public sealed class MissingLogTests
{
    private const string Folder = "2025/10/07";

    [Fact]
    public async Task Count_LogGoneBeforeItIsRead_DayIsReportedAndTheRestCounts()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        FoundUpload[] found = Found(tree);
        string gone = tree.Files[4];
        File.Move(gone, tree.PathOf("away"));

        CountReport report = await machine.Count(found);

        CountProblem problem = Assert.Single(report.Problems);
        Assert.Contains(gone, problem.Reason, StringComparison.Ordinal);
        Assert.Equal(9, report.DaysLoaded);
        File.Move(tree.PathOf("away"), gone);
        await machine.Count(tree.Logs);
        await GoldenTree.AssertWhole(machine, "");
    }

    [Fact]
    public async Task Count_AllLogsGoneAfterwards_NothingChanges()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        await machine.Count(tree.Logs);
        Directory.Delete(tree.Logs, recursive: true);

        CountReport report = await machine.Continue();

        Assert.False(report.DidWork);
        Assert.Empty(report.Problems);
        await GoldenTree.AssertWhole(machine, "");
    }

    [Fact]
    public async Task Count_LateLogOfADayWhoseMergedLogsAreGone_JoinsThem()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        string late = tree.Files[0];
        await machine.Count(Found(tree).Where(upload => upload.Name != late));
        Array.ForEach(tree.Files[1..], File.Delete);

        CountReport report = await machine.Count(tree.Logs);

        Assert.Empty(report.Problems);
        await GoldenTree.AssertWhole(machine, "");
    }

    [Fact]
    public async Task Count_LateLogOfADayWhoseOnlyLogIsGone_DayStaysAsItWasUntilItIsBack()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string first = folder.Write($"proxy01/{Folder}/{machine.Site}-access.log", Line("192.0.2.1") + Line("192.0.2.1", "14"));
        await machine.Count(folder.Root);
        byte[] before = await machine.SortedRaw();
        byte[] content = File.ReadAllBytes(first);
        File.Delete(first);
        folder.Write($"proxy02/{Folder}/{machine.Site}-access.log", Line("192.0.2.2"));

        CountReport report = await machine.Count(folder.Root);

        Assert.Contains(first, Assert.Single(report.Problems).Reason, StringComparison.Ordinal);
        Assert.Equal(before, await machine.SortedRaw());
        File.WriteAllBytes(first, content);
        await machine.Count(folder.Root);
        await AssertAsAtOnce(machine, folder);
    }

    [Fact]
    public async Task Count_ReplacedLog_RestatesAndNeverAdds()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string path = folder.Write(
            $"proxy01/{Folder}/{machine.Site}-access.log", Line("192.0.2.1") + Line("192.0.2.2") + Line("192.0.2.2", "14"));
        folder.Write($"proxy02/{Folder}/{machine.Site}-access.log", Line("192.0.2.3") + Line("192.0.2.4", "14"));
        await machine.Count(folder.Root);

        File.WriteAllText(path, Line("192.0.2.1") + Line("192.0.2.9"));
        CountReport report = await machine.Count(folder.Root);

        Assert.Equal((1, 1), (report.LogsNew, report.DaysLoaded));
        await AssertAsAtOnce(machine, folder);
    }

    [Fact]
    public async Task Count_ReplacedOnlyLogOfADay_RestatesAndNeverAdds()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string path = folder.Write($"{Folder}/{machine.Site}-access.log", Line("192.0.2.1") + Line("192.0.2.2") + Line("192.0.2.2", "09"));
        await machine.Count(folder.Root);

        File.WriteAllText(path, Line("192.0.2.1"));
        await machine.Count(folder.Root);

        await AssertAsAtOnce(machine, folder);
    }

    [Fact]
    public async Task Count_FolderInALogsPlace_SetAsideUntilTheLogIsThere()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string path = folder.Write($"proxy01/{Folder}/{machine.Site}-access.log", Line("192.0.2.1"));
        folder.Write($"proxy02/{Folder}/{machine.Site}-access.log", Line("192.0.2.2"));
        FoundUpload[] found = [.. LogFiles.Find(folder.Root, CancellationToken.None).Files.Select(Machine.Found)];
        File.Delete(path);
        Directory.CreateDirectory(path);

        CountReport report = await machine.Count(found);

        LeftOutIs(report, path, $"{path} is a folder; a log is a file.");
        Directory.Delete(path);
        File.WriteAllText(path, Line("192.0.2.1") + Line("192.0.2.3"));
        await machine.Count(folder.Root);
        await AssertAsAtOnce(machine, folder);
    }

    [Fact]
    public void Find_DanglingLinkAndUnreadableFolder_AreProblemsAndTheRestIsFound()
    {
        using var folder = new TempFolder();
        string sound = folder.Write($"proxy01/{Folder}/a-access.log", "");
        string link = folder.PathOf($"proxy01/{Folder}/b-access.log");
        File.CreateSymbolicLink(link, folder.PathOf("nowhere"));
        string circle = folder.PathOf("proxy02");
        Directory.CreateSymbolicLink(circle, folder.Root);

        LogFileSearch search = LogFiles.Find(folder.Root, CancellationToken.None);

        Assert.Equal(sound, Assert.Single(search.Files).Path);
        Assert.Equal(link, Assert.Single(search.Problems).Path);
    }

    private static FoundUpload[] Found(GoldenTree tree) =>
        [.. LogFiles.Find(tree.Logs, CancellationToken.None).Files.Select(Machine.Found)];

    private static string Line(string host, string day = "06") =>
        $"{host} - - [{day}/Oct/2025:12:00:00 +0000] \"GET /metalink?repo=a&countme=1 HTTP/1.1\" 200 1 \"-\" \"curl\"\n"
        + $"{host} - - [{day}/Oct/2025:12:00:00 +0000] \"GET /metalink?repo=a HTTP/1.1\" 200 1 \"-\" \"curl\"\n";

    private static void LeftOutIs(CountReport report, string path, string reason)
    {
        (_, var leftOut) = Assert.Single(report.LeftOut);
        Assert.Equal((path, UploadState.SetAside), (leftOut.Name, leftOut.State));
        Assert.StartsWith(reason, leftOut.Reason, StringComparison.Ordinal);
    }

    private static async Task AssertAsAtOnce(Machine machine, TempFolder folder)
    {
        using var other = new Machine();
        await other.Count(folder.Root);
        Assert.Equal(SortedLines.Text(await other.SortedRaw()), SortedLines.Text(await machine.SortedRaw()));
        Assert.Equal(SortedLines.Text(other.SortedTotals()), SortedLines.Text(machine.SortedTotals()));
    }
}
