using System.Text.Json;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

[Collection(GoldenCollection.Name)]
public class CountTests(GoldenData golden)
{
    [Theory]
    [InlineData(GoldenData.Fedora)]
    [InlineData(GoldenData.Centos)]
    public void Totals_OfCombinedLogs_AreThoseOfTheExistingSystem(string site) => Assert.Equal(
        File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", site, "totals.sorted.csv")),
        GoldenData.SortedLines(Path.Join(golden.Data, "public", site, "totals.csv")));

    [Fact]
    public async Task Totals_OfProxiesTree_AreThoseOfTheExistingSystemWithoutItsMerge()
    {
        using var work = new WorkFolder();

        Ran ran = await Ran.Countme(
            "count", "--logs", TestData.PathOf("golden", "small", "proxies"), "--data", work.PathOf("data"), "--exact");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        foreach (string site in new[] { GoldenData.Fedora, GoldenData.Centos })
        {
            Assert.Equal(
                File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", site, "direct", "totals.sorted.csv")),
                GoldenData.SortedLines(work.PathOf("data", "public", site, "totals.csv")));
        }
    }

    [Fact]
    public async Task Count_Again_DoesNothing()
    {
        string[] files = Directory.GetFiles(golden.Data, "*", SearchOption.AllDirectories);
        var before = files.ToDictionary(file => file, File.GetLastWriteTimeUtc);

        Ran ran = await golden.Count();

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            """
            mirrors.centos.org
              logs       10 found, 0 new or changed
              done       nothing: everything was up to date
            mirrors.fedoraproject.org
              logs       10 found, 0 new or changed
              done       nothing: everything was up to date

            """,
            ran.Out);
        Assert.Equal(
            before.Where(file => file.Key.Contains("public")),
            files.Where(file => file.Contains("public")).Select(file => KeyValuePair.Create(file, File.GetLastWriteTimeUtc(file))));
    }

    [Fact]
    public async Task Publish_OfFileThatWasTouched_WritesItAgain()
    {
        string csv = Path.Join(golden.Data, "public", GoldenData.Centos, "totals.csv");
        byte[] before = await File.ReadAllBytesAsync(csv);
        await File.WriteAllTextAsync(csv, "spoilt");

        Ran ran = await Ran.Countme("publish", "--site", GoldenData.Centos, "--data", golden.Data, "--exact");

        Assert.Equal((0, "mirrors.centos.org\n  published  totals.csv\n"), (ran.ExitCode, ran.Out));
        Assert.Equal(before, await File.ReadAllBytesAsync(csv));
    }

    [Fact]
    public async Task Count_OneFile_TellsWhatBecameOfItsLines()
    {
        using var work = new WorkFolder();
        string log = work.Log(
            "proxy01", "2025-10-07",
            WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"),
            WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"),
            "nonsense\n");

        Ran text = await Ran.Countme("count", log, "--site", WorkFolder.Site, "--data", work.PathOf("data"));
        Ran json = await Ran.Countme("count", log, "--site", WorkFolder.Site, "--data", work.PathOf("data"), "--json", "--force");

        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Equal(
            """
            mirrors.example.org
              logs       1 found, 1 new or changed
              days       1 combined, 1 loaded
              lines      3 = 2 counted (of them 1 repeated) + 1 ignored + 0 malformed
              ignored    shape 1
              totals     1 UTC days tallied, 1 weeks totalled
              published  totals.db, totals-countme.db, totals-unique.db, totals.csv, totals.json

            """,
            text.Out);
        JsonElement site = JsonDocument.Parse(json.Out).RootElement.GetProperty("sites")[0];
        Assert.Equal(3, site.GetProperty("lines").GetInt64());
        Assert.Equal(2, site.GetProperty("counted").GetInt64());
        Assert.Equal(1, site.GetProperty("ignored").GetProperty("shape").GetInt64());
    }

    [Fact]
    public async Task Count_WithDamagedLog_SetsItAsideAndSaysSo()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        work.DamagedLog("proxy02", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.2"));

        Ran ran = await work.Count(exitCode: 4);

        Assert.Contains("  lines      1 = 1 counted (of them 0 repeated) + 0 ignored + 0 malformed", ran.Lines);
        Assert.StartsWith(
            "  set aside  log of 2025-10-07 from proxy02, ~/logs/proxy02/2025/10/07/http/mirrors.example.org-access.log: ",
            work.Short(ran.Lines[^1]));
    }

    [Fact]
    public async Task Count_StationByStation_GivesTheSameFiles()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        work.Log(
            "proxy02", "2025-10-07", WorkFolder.Line("2025-10-06 12:01", "192.0.2.2"), WorkFolder.Line("2025-10-07 12:01", "192.0.2.2"));
        string[] source = ["--logs", work.PathOf("logs"), "--data", work.PathOf("steps")];
        string[] site = ["--site", WorkFolder.Site, "--data", work.PathOf("steps")];

        Ran[] steps =
        [
            await Ran.Countme(["combine", .. source]),
            await Ran.Countme(["load", .. source]),
            await Ran.Countme(["total", .. site]),
            await Ran.Countme(["publish", .. site]),
        ];
        await work.Count();

        Assert.All(steps, step => Assert.Equal((0, ""), (step.ExitCode, step.Error)));
        Assert.Equal("  days       1 combined, 0 loaded", steps[0].Lines[2]);
        Assert.Equal("  days       0 combined, 1 loaded", steps[1].Lines[2]);
        Assert.Equal("  totals     2 UTC days tallied, 1 weeks totalled", steps[2].Lines[1]);
        Assert.Equal(
            await File.ReadAllBytesAsync(work.PathOf("data", "public", WorkFolder.Site, "totals.json")),
            await File.ReadAllBytesAsync(work.PathOf("steps", "public", WorkFolder.Site, "totals.json")));
    }

    [Fact]
    public async Task Count_LogGoneBeforeItWasLoadedOtherwise_KeepsTheDayAndSaysSo()
    {
        using var work = new WorkFolder();
        string log = work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        await work.Count();
        File.Delete(log);
        work.Log("proxy01", "2025-10-08", WorkFolder.Line("2025-10-07 12:00", "192.0.2.1"));

        Ran ran = await work.Count(exitCode: 4, "--no-dup-check");

        Assert.StartsWith("  as it was  log day 2025-10-07: ", ran.Lines[^1]);
        Assert.Contains("  days       1 combined, 1 loaded", ran.Lines);
    }
}
