using System.Text;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Logs that come in any order, again, late, in other versions, damaged, or that are none.</summary>
public sealed class UploadTests
{
    public static TheoryData<int> Seeds => Campaign.Seeds(1);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Upload_GoldenLogsOfTwoSitesInAnyOrderAgainAndAgain_TotalsAreWhole(int seed)
    {
        var random = new Random(seed);
        await using RunningPipeline pipeline = await RunningPipeline.Start();
        PipelineLog[] logs = PipelineLog.Golden();
        PipelineLog[] uploads = [.. logs, .. logs.Where(_ => random.Next(3) == 0)];
        random.Shuffle(uploads);

        await pipeline.Upload(uploads);

        foreach (string site in PipelineLog.GoldenSites)
        {
            await pipeline.AssertWhole(site, logs, Campaign.Repeat(seed));
        }

        Assert.Empty(await pipeline.Names("rejected"));
    }

    [Fact]
    public async Task Upload_CombinedLogs_TotalsAreThoseOfOneMachine()
    {
        const string Site = "mirrors.centos.org";
        var settings = new Dictionary<string, string> { ["Countme__ExpectedHosts"] = $"{Site}=combined" };
        await using RunningPipeline pipeline = await RunningPipeline.Start(new PipelineOptions { Settings = settings });
        PipelineLog[] logs = PipelineLog.GoldenCombined(Site);

        await pipeline.Upload(logs);

        await pipeline.AssertWhole(Site, logs, "");
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Upload_ReplacedLateAndRepeatedLogs_CountOnceAsTheyAreInTheEnd(int seed)
    {
        const string Site = "mirrors.centos.org";
        var random = new Random(seed);
        var settings = new Dictionary<string, string> { ["Countme__ExpectedHosts"] = $"{Site}=proxy01,proxy02" };
        await using RunningPipeline pipeline = await RunningPipeline.Start(new PipelineOptions { Settings = settings });
        PipelineLog[] logs = PipelineLog.Golden(Site);
        PipelineLog[] late = [.. logs.Where(log => log.Name.StartsWith("proxy03/", StringComparison.Ordinal))];
        PipelineLog[] first =
            [.. logs.Except(late).Select(log => random.Next(3) == 0 ? log with { Content = logs[random.Next(logs.Length)].Content } : log)];

        await pipeline.Upload(first);
        await pipeline.AssertWhole(Site, first, Campaign.Repeat(seed));

        PipelineLog[] second = [.. logs.Except(first)];
        random.Shuffle(second);
        await pipeline.Upload(second);
        await pipeline.Upload(second.Where(_ => random.Next(2) == 0));
        await pipeline.Upload(logs.Where(_ => random.Next(4) == 0).Select(log => log with { Name = "proxy09/" + log.Name[8..] }));
        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Upload_DamagedLogsAndNoLogs_AreSetAsideAndTheDayGoesOn(int seed)
    {
        const string Site = "mirrors.centos.org";
        var random = new Random(seed);
        await using RunningPipeline pipeline = await RunningPipeline.Start();
        PipelineLog[] logs = PipelineLog.Golden(Site);
        PipelineLog[] damaged =
        [
            .. logs.Where(log => log.Content.Length > 100 && !log.Name.EndsWith(".log", StringComparison.Ordinal) && random.Next(4) == 0)
                .Select(log => new PipelineLog("proxy08/" + log.Name[8..], log.Content[..^random.Next(20, 60)])),
        ];
        PipelineLog none = new(
            $"proxy07/2025/10/09/http/{Site}-access.log",
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("no line of a log\n", 50))));
        PipelineLog[] badNames =
        [
            none with { Name = "README.txt" },
            none with { Name = $"proxy01/2025/13/40/{Site}-access.log" },
            logs[0] with { Name = "proxy01/latest.log" },
        ];
        PipelineLog[] uploads = [.. logs, .. damaged, none, .. badNames];
        random.Shuffle(uploads);

        await pipeline.Upload(uploads);

        await pipeline.WaitUntil(async _ =>
        {
            string[] rejected = await pipeline.Names("rejected");
            string[] missing =
            [
                .. damaged.Append(none)
                    .Concat(badNames).Select(log => log.Name)
                    .Where(name => rejected.Count(one => one.Contains(name, StringComparison.Ordinal)) < 2),
            ];
            return missing.Length == 0 ? null : $"Not set aside: {string.Join(", ", missing)}; there are {string.Join(", ", rejected)}.";
        });
        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(seed));
        string[] left = await pipeline.Names("logs");
        Assert.Equal(logs.Select(log => log.Name).Order(StringComparer.Ordinal), left);
        ReceivedEvent[] told = [.. pipeline.Events.Where(one => one.Station == "upload" && one.State == "skipped")];
        Assert.Equal(damaged.Length + 1 + badNames.Length, told.Length);
        Assert.All(told, one => Assert.NotNull(one.TextOf("reason")));
    }
}
