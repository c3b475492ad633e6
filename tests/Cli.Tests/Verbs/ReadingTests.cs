using System.Globalization;
using System.Text.Json;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

[Collection(GoldenCollection.Name)]
public class ReadingTests(GoldenData golden)
{
    private string[] Fedora => ["--site", GoldenData.Fedora, "--data", golden.Data];

    [Fact]
    public async Task Weeks_OfGoldenLogs_AreListed()
    {
        Ran ran = await Ran.Countme(["weeks", .. Fedora]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            """
            monday      week  state        rev  hits  unique hosts  notes
            2025-09-29  2908  complete       1    28           115  partial: the data starts in its middle; no data of 2025-09-29, 2025-09-30, 2025-10-01, 2025-10-02, 2025-10-03, 2025-10-04
            2025-10-06  2909  complete       1   326         1,422
            2025-10-13  2910  provisional    -   172           555

            """,
            ran.Out);
    }

    [Fact]
    public async Task Weeks_WithGapAndLateLog_ShowThem()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        work.Log("proxy01", "2025-10-22", WorkFolder.Line("2025-10-21 12:00", "192.0.2.1"));
        await work.Count();
        work.Log("proxy02", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.2"));
        await work.Count();

        Ran ran = await Ran.Countme("weeks", "--site", WorkFolder.Site, "--data", work.PathOf("data"), "--json");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        JsonElement[] weeks = [.. JsonDocument.Parse(ran.Out).RootElement.GetProperty("weeks").EnumerateArray()];
        Assert.Equal(
            ["complete 2", "missing ", "provisional 0"],
            weeks.Select(week => $"{week.GetProperty("state")} {week.GetProperty("revision")}"));
        Assert.Equal(["2", "", "1"], weeks.Select(week => week.GetProperty("countme").GetProperty("hits").ToString()));
    }

    [Fact]
    public async Task Show_Latest_IsTheLatestCompleteWeek()
    {
        Ran ran = await Ran.Countme(["show", .. Fedora, "--repo", "fedora-4*", "--group-by", "version,repo", "--top", "2"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal("mirrors.fedoraproject.org, week 2909, 2025-10-06 to 2025-10-12, complete, revision 1", ran.Lines[0]);
        Assert.Matches(@"\Ahits +share +version +repo\z", ran.Lines[2]);
        Assert.Equal(7, ran.Lines.Length);
    }

    [Theory]
    [InlineData("countme", 326)]
    [InlineData("unique", 1422)]
    public async Task Show_AllRows_AddUpToTheWeek(string series, long hits)
    {
        Ran ran = await Ran.Countme(["show", "2025-10-08", .. Fedora, "--series", series, "--top", "0", "--csv"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(hits, ran.Lines.Skip(1).Sum(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Show_Json_HasTheWeekAndItsRows()
    {
        Ran ran = await Ran.Countme(["show", "2909", .. Fedora, "--version", "42", "--group-by", "none", "--json"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        JsonElement root = JsonDocument.Parse(ran.Out).RootElement;
        Assert.Equal("2025-10-06", root.GetProperty("start").GetString());
        Assert.Equal(72, root.GetProperty("rows").EnumerateArray().Single().GetProperty("hits").GetInt64());
    }

    [Fact]
    public async Task Show_HostileText_IsEscaped()
    {
        using var work = new WorkFolder();
        work.Log(
            "proxy01", "2025-10-07",
            WorkFolder.Line("2025-10-06 12:00", "192.0.2.1", repo: "[red]%1B]0;x%07"),
            WorkFolder.Line("2025-10-14 12:00", "192.0.2.1"));
        await work.Count();
        string[] show = ["show", "2025-10-06", "--site", WorkFolder.Site, "--data", work.PathOf("data"), "--group-by", "repo"];

        Ran masked = await Ran.Countme(show);
        Ran exact = await Ran.Countme([.. show, "--exact"]);

        Assert.Equal("   1  100.0 %  -", masked.Lines[^3]);
        Assert.Equal("   1  100.0 %  [red]\\x1b]0;x\\x07", exact.Lines[^3]);
    }

    [Fact]
    public async Task Show_WeekThatIsNotThere_SaysWhichAre()
    {
        Ran ran = await Ran.Countme(["show", "2025-01-01", .. Fedora]);

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(
            "countme: Found no totals of week 2869 (2024-12-30 to 2025-01-05); there are weeks of 2025-09-29 to 2025-10-19. "
            + "Name one of them.\n",
            ran.Error);
    }

    [Fact]
    public async Task Show_SiteThatIsNotThere_SaysWhichAre()
    {
        Ran ran = await Ran.Countme("show", "--site", "mirrors.example.org", "--data", golden.Data);

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(
            "countme: The data folder has nothing of mirrors.example.org; it knows mirrors.centos.org, mirrors.fedoraproject.org. "
            + "Correct --site or --data.\n",
            ran.Error);
    }

    [Fact]
    public async Task Explain_Week_LeadsToItsLogs()
    {
        Ran tree = await Ran.Countme(["explain", "latest", .. Fedora, "--repo", "fedora-42"]);
        Ran json = await Ran.Countme(["explain", "2909", .. Fedora, "--repo", "fedora-42", "--json"]);

        Assert.Equal((0, ""), (tree.ExitCode, tree.Error));
        Assert.Equal("week 2909, 2025-10-06 to 2025-10-12: 25 hits, complete, revision 1", tree.Lines[0]);
        JsonElement root = JsonDocument.Parse(json.Out).RootElement;
        Assert.Equal(25, root.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty("hits").GetInt64()));
        Assert.Equal(9, root.GetProperty("logDays").GetArrayLength());
        JsonElement log = root.GetProperty("logDays")[1].GetProperty("inputs")[0];
        Assert.EndsWith("2025/10/07/mirrors.fedoraproject.org-access.log", log.GetProperty("name").GetString());
        Assert.Equal(105_672, log.GetProperty("contentBytes").GetInt64());
    }

    [Fact]
    public async Task Trim_WithoutRw_OnlyTells()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-09-02", WorkFolder.Line("2025-09-01 12:00", "192.0.2.1"));
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        await work.Count();
        string[] trim = ["trim", "1", "--site", WorkFolder.Site, "--data", work.PathOf("data")];

        Ran dry = await Ran.Countme(trim);
        Ran removed = await Ran.Countme([.. trim, "--rw"]);
        Ran again = await Ran.Countme([.. trim, "--rw", "--json"]);
        Ran weeks = await Ran.Countme("weeks", "--site", WorkFolder.Site, "--data", work.PathOf("data"));

        Assert.Equal((0, "Would remove 1 rows of 2025-09-01 to 2025-09-21. Give --rw to remove them.\n"), (dry.ExitCode, dry.Out));
        Assert.Equal((0, "Removed 1 rows of 2025-09-01 to 2025-09-21.\n"), (removed.ExitCode, removed.Out));
        Assert.False(JsonDocument.Parse(again.Out).RootElement.GetProperty("removed").GetBoolean());
        Assert.StartsWith("2025-09-01  2904  complete", weeks.Lines[1]);
        Assert.False(Directory.Exists(work.PathOf("data", "rawdb", WorkFolder.Site, "2025-09-01")));
    }
}
