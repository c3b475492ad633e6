using System.Text.Json;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

[Collection(GoldenCollection.Name)]
public class ExchangeTests(GoldenData golden)
{
    private string[] Fedora => ["--site", GoldenData.Fedora, "--data", golden.Data];

    [Fact]
    public async Task Export_RawCsv_IsWhatTheExistingSystemHas()
    {
        string path = golden.PathOf("raw.csv");

        Ran ran = await Ran.Countme(["export", path, "--raw", .. Fedora]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", GoldenData.Fedora, "raw.sorted.csv")),
            GoldenData.SortedLines(path));
    }

    [Theory]
    [InlineData("raw.db", "--raw")]
    [InlineData("totals.db", "--totals")]
    [InlineData("totals.csv", "--totals")]
    public async Task Export_ThenImport_GivesTheSameTotals(string name, string kind)
    {
        using var work = new WorkFolder();
        string[] site = ["--site", GoldenData.Fedora, "--data", work.PathOf("data")];

        Ran export = await Ran.Countme(["export", work.PathOf(name), kind, "--exact", .. Fedora]);
        Ran import = await Ran.Countme(["import", work.PathOf(name), .. site]);
        Ran again = await Ran.Countme(["import", work.PathOf(name), .. site]);
        Ran publish = await Ran.Countme(["publish", "--exact", .. site]);

        Assert.All([export, import, again, publish], ran => Assert.Equal((0, ""), (ran.ExitCode, ran.Error)));
        Assert.Equal(
            File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", GoldenData.Fedora, "totals.sorted.csv")),
            GoldenData.SortedLines(work.PathOf("data", "public", GoldenData.Fedora, "totals.csv")));
    }

    [Fact]
    public async Task Import_OverCountedWeeks_LeavesThemAlone()
    {
        Ran ran = await Ran.Countme(
            [
                "import",
                TestData.PathOf("golden", "small", "expected", GoldenData.Centos, "totals.csv"),
                "--json", "--site", GoldenData.Centos, "--data", golden.Data,
            ]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        JsonElement root = JsonDocument.Parse(ran.Out).RootElement;
        Assert.Equal(0, root.GetProperty("weeksImported").GetInt32());
        Assert.Equal([2908, 2909], root.GetProperty("weeksCountedFromLogs").EnumerateArray().Select(week => week.GetInt32()));
    }

    [Fact]
    public async Task Export_OverFileThatIsThere_IsRefused()
    {
        string path = golden.PathOf("there.db");
        await File.WriteAllTextAsync(path, "mine");

        Ran ran = await Ran.Countme(["export", path, .. Fedora]);

        Assert.Equal(
            (1,
                $"countme: {path} is there already; a name that is free is needed. "
                + "Name another file, or give --force to replace this one.\n"),
            (ran.ExitCode, ran.Error));
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Export_OfPseudonyms_WarnsAndHoldsNoAddress()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        await work.Count();

        Ran ran = await Ran.Countme("export", work.PathOf("raw.csv"), "--raw", "--site", WorkFolder.Site, "--data", work.PathOf("data"));

        Assert.Equal(0, ran.ExitCode);
        Assert.StartsWith("countme: Hosts are pseudonyms for each day", ran.Error);
        Assert.Matches("\n1759752000,[0-9a-f]{32},Fedora Linux,", await File.ReadAllTextAsync(work.PathOf("raw.csv")));
    }
}
