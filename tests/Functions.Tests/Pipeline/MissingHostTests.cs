using System.Text.Json;
using Countme.Core.Status;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Days that wait for hosts, and go on without them.</summary>
public sealed class MissingHostTests
{
    private const string Set = "mirrors.example.org";
    private const string Learnt = "mirrors.example.net";

    private static readonly DateTimeOffset Now = new(2025, 10, 10, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Nine seconds on the fast clock.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Host_Missing_DayWaitsThenCountsAndNamesIt()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(
            Now, ("Countme:QuietMinutes", "15"), ("Countme:ExpectedHosts", $"{Set}=p1,p2"));
        await pipeline.UploadAsync(Set, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Learnt, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Learnt, "p2", "2025-10-07", 2, from: 10);

        JsonElement day = await pipeline.UntilDayAsync(Set, "2025-10-07", 1);
        Assert.Equal(["p2"], Missing(day));
        Assert.True(Waited(pipeline, Set, "2025-10-07") >= Quiet);
        Assert.Equal("1 of 2 hosts sent no log: p2", Skipped(pipeline, Set, "2025-10-07").Reason);
        Assert.Contains(
            "The newest log of p2 is of none of the last days",
            (await pipeline.AskAsync($"/api/health?site={Set}")).GetRawText(),
            StringComparison.Ordinal);
        await pipeline.UntilDayAsync(Learnt, "2025-10-07", 2);
        Assert.True(Waited(pipeline, Learnt, "2025-10-07") >= Quiet);

        // With all hosts there nothing is waited for, whether they were set or learnt; a learnt one is missed as well.
        await pipeline.UploadAsync(Set, "p2", "2025-10-07", 4, from: 10);
        await pipeline.UploadAsync(Learnt, "p2", "2025-10-08", 1);
        await pipeline.UploadAsync(Learnt, "p1", "2025-10-08", 1, from: 5);
        await pipeline.UploadAsync(Learnt, "p1", "2025-10-09", 1);
        Assert.Equal([], Missing(await pipeline.UntilDayAsync(Set, "2025-10-07", 2)));
        Assert.Equal([], Missing(await pipeline.UntilDayAsync(Learnt, "2025-10-08", 2)));
        Assert.True(Waited(pipeline, Set, "2025-10-07") < Quiet);
        Assert.True(Waited(pipeline, Learnt, "2025-10-08") < Quiet);
        Assert.Equal(["p2"], Missing(await pipeline.UntilDayAsync(Learnt, "2025-10-09", 1)));
        Assert.Equal("1 of 2 hosts sent no log: p2", Skipped(pipeline, Learnt, "2025-10-09").Reason);
        Assert.Equal(7, (await pipeline.WeekAsync(Set, "2025-10-07")).Hits);

        // A host that nobody expects is shown and never late; a site that no log has come for is late.
        await pipeline.UploadAsync(Set, "p9", "2025-10-07", 1);
        await pipeline.UntilDayAsync(Set, "2025-10-07", 3);
        JsonElement health = Assert.Single((await pipeline.AskAsync($"/api/health?site={Set}")).GetProperty("sites").EnumerateArray());
        Assert.Equal(["p1", "p2", "p9"], health.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("host").GetString()));
        Assert.DoesNotContain("p9", health.GetProperty("problems").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("late", (await pipeline.AskAsync("/api/health?site=never.example.org")).GetProperty("status").GetString());
        Assert.Equal([], pipeline.Bus.Unended());
    }

    private static List<string> Missing(JsonElement day) =>
        [.. day.GetProperty("missingHosts").EnumerateArray().Select(host => host.GetString()!)];

    private static StatusEvent Skipped(LocalPipeline pipeline, string site, string day) =>
        Assert.Single(
            pipeline.Bus.Events, one => one is { Station: "day", State: StatusState.Skipped } && one.Site.Name == site && one.Key == day);

    /// <summary>Time from the last upload of a day to the beginning of its last run.</summary>
    private static TimeSpan Waited(LocalPipeline pipeline, string site, string day)
    {
        StatusEvent[] events = [.. pipeline.Bus.Events.Where(one => one.Site.Name == site && one.Key == day)];
        return events
            .Last(one => one is { Station: "combine", State: StatusState.Started }).Time - events
            .Last(one => one.Station == "upload").Time;
    }
}
