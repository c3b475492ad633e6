using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Activities that fail.</summary>
public sealed class ActivityTests
{
    private const string Site = "mirrors.centos.org";

    /// <summary>Five log days, of which the last one completes a week.</summary>
    private static readonly string[] Days = ["2025/10/06", "2025/10/07", "2025/10/08", "2025/10/09", "2025/10/15"];

    /// <summary>How often each activity fails. Each failure doubles every wait, and the clock is the real one here.</summary>
    public static TheoryData<int> Failures => Campaign.IsLong ? [1, 2] : [1];

    /// <summary>Those that a day can be given up for; the others keep its books and are tried for a day.</summary>
    public static TheoryData<string> Steps => ["CombineDay", "LoadDay", "TallyDay", "TotalWeek", "PublishSite"];

    [Theory, MemberData(nameof(Failures))]
    public async Task Activities_EachFailsAFewTimes_TotalsAndEventsAreWhole(int times)
    {
        var failing = new FailingActivities((_, before) => before < times, Campaign.Seed);
        await using HostedPipeline pipeline = await HostedPipeline.Start(failing);
        PipelineLog[] logs = [.. PipelineLog.Golden(Site)];

        await pipeline.Upload(logs);

        await pipeline.AssertWhole(Site, logs, Campaign.Repeat(Campaign.Seed));
        Assert.Contains(pipeline.Events, one => one.State == "retried");
    }

    [Theory, MemberData(nameof(Steps))]
    public async Task Activity_FailsForGood_DayFailsAndALaterUploadCountsIt(string activity)
    {
        bool isBroken = true;
        var failing = new FailingActivities((name, _) => name == activity && isBroken, Campaign.Seed);
        await using HostedPipeline pipeline = await HostedPipeline.Start(
            failing, new Dictionary<string, string> { ["Countme__StepTries"] = "2" });
        PipelineLog[] logs = [.. PipelineLog.Golden(Site).Where(log => Days.Contains(log.Name[8..18]))];

        await pipeline.Upload(logs);
        await pipeline.WaitUntil(_ => Task.FromResult(
            pipeline.Events.Count(one => one.Station == "day" && one.State == "failed") >= 5 ? null : "No day failed yet."));
        await pipeline.WaitForEvents();
        EventRules.AssertAll(pipeline.Events, activity + "\n");

        isBroken = false;
        await pipeline.Upload(logs.Select(log => log with { Content = [.. log.Content] }));
        await pipeline.AssertWhole(Site, logs, activity);
    }
}
