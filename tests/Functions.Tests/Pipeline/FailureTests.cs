using System.Reflection;
using System.Text.Json;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Status;
using Countme.Core.Totals;
using Countme.Functions.Backfill;
using Countme.Functions.Day;
using Countme.Functions.Status;
using Countme.Functions.Sweep;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Steps that fail for a while, or for good.</summary>
public sealed class FailureTests
{
    private const string Site = "mirrors.example.org";

    private static readonly DateTimeOffset Now = new(2025, 10, 15, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Step_Fails_IsTriedAgainThenFailsTheDayThenIsHealed()
    {
        var faults = new Faults();
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(
            Now, faults, ("Countme:QuietMinutes", "1"), ("Countme:StepTries", "3"), ("Countme:RetrySeconds", "1"));

        // Twice: tried again. What keeps the books fails as well and is tried for as long as it takes.
        faults.Fail(nameof(LoadDay), 2);
        faults.Fail(nameof(TellStatus), 2);
        faults.Fail(nameof(NoteDay), 1);
        faults.Fail(nameof(LookAtDay), 1);
        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 3);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 1);
        Assert.Equal(3, (await pipeline.WeekAsync(Site, "2025-10-07")).Hits);
        Assert.Equal(
            [StatusState.Started, StatusState.Retried, StatusState.Retried, StatusState.Finished],
            pipeline.Bus.Events.Where(one => one is { Station: "rawdb", Key: "2025-10-07" }).Select(one => one.State));
        Assert.All(
            pipeline.Bus.Events.Where(one => one.State == StatusState.Retried), one => Assert.Equal("LoadDay cannot be done.", one.Reason));

        // For good: the day fails with its reason, and a later upload heals it.
        faults.Fail(nameof(TotalWeek), int.MaxValue);
        await pipeline.UploadAsync(Site, "p1", "2025-10-08", 2);
        await AssertFailedAsync(pipeline, "2025-10-08", "totals", "TotalWeek cannot be done.");
        faults.Fail(nameof(TotalWeek), 0);
        await pipeline.UploadAsync(Site, "p2", "2025-10-08", 4, from: 10);
        await pipeline.UntilDayAsync(Site, "2025-10-08", 2);
        Assert.Equal(9, (await pipeline.WeekAsync(Site, "2025-10-08")).Hits);

        // The same, and the sweep heals it.
        faults.Fail(nameof(PublishSite), int.MaxValue);
        await pipeline.UploadAsync(Site, "p1", "2025-10-09", 1);
        await AssertFailedAsync(pipeline, "2025-10-09", "publish", "PublishSite cannot be done.");
        faults.Fail(nameof(PublishSite), 0);
        int finished = Finished(pipeline);
        await pipeline.Services.GetRequiredService<SweepLogs>().RunAsync(pipeline.Client, default);
        await pipeline.UntilDayAsync(Site, "2025-10-09", 1);
        Assert.Equal(finished + 1, Finished(pipeline));
        Assert.Equal(10, (await pipeline.WeekAsync(Site, "2025-10-08")).Hits);
        Assert.Equal([], pipeline.Bus.Unended());
    }

    /// <summary>Every call of every activity of a day, of a week and of a backfill; half of them after they did their work.</summary>
    [Theory]
    [InlineData(1, 0), InlineData(2, 0), InlineData(2, 1)]
    public async Task Activities_EachCallFails_TotalsAndEventsAreWhole(int times, int seed)
    {
        var faults = new Faults { Each = times, Seed = seed };
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(
            Now, faults, ("Countme:QuietMinutes", "1"), ("Countme:RetrySeconds", "1"));

        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Site, "p2", "2025-10-07", 2, from: 10);
        await pipeline.UploadAsync(Site, "p1", "2025-10-08", 4);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 2);
        await pipeline.UntilDayAsync(Site, "2025-10-08", 1);
        await pipeline.UploadAsync(Site, "p1", "2025-10-14", 1);
        await pipeline.UntilDayAsync(Site, "2025-10-14", 1);
        string backfill = await BackfillText.RunAsync(
            pipeline, new { site = Site, from = "2025-10-06", to = "2025-10-14", force = true, parallel = 2 });

        Assert.Contains("\"status\": \"finished\"", backfill, StringComparison.Ordinal);
        Assert.Equal((9, 1, "complete"), await pipeline.WeekAsync(Site, "2025-10-06"));
        Assert.Equal([], pipeline.Bus.Unended());
        Assert.DoesNotContain(pipeline.Bus.Events, one => one.State == StatusState.Failed);
        Assert.Equal(Activities(), faults.Failed.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>All of the app but those that only a stop or a sweep calls.</summary>
    private static IEnumerable<string> Activities() => typeof(CountDay).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null))
        .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)
        .Except([nameof(BackfillAtWork)])
        .Order(StringComparer.Ordinal);

    private static int Finished(LocalPipeline pipeline) =>
        pipeline.Bus.Events.Count(one => one is { Station: "publish", State: StatusState.Finished, Key: "2025-10-09" });

    private static async Task AssertFailedAsync(LocalPipeline pipeline, string day, string station, string reason)
    {
        JsonElement failed = await pipeline.UntilDayAsync(Site, day, 1, "failed");
        Assert.Equal(reason, failed.GetProperty("reason").GetString());
        Assert.True((await pipeline.IdleAsync($"day-{Site}-{day}")).IsCompleted);
        Assert.Equal(
            ["day", station],
            pipeline.Bus.Events
                .Where(one => one.State == StatusState.Failed && one.Key == day && one.Reason == reason)
                .Select(one => one.Station)
                .Order());
        Assert.Equal(2, pipeline.Bus.Events.Count(one => one.State == StatusState.Retried && one.Key == day));
        Assert.Equal([], pipeline.Bus.Unended());
        string health = (await pipeline.AskAsync("/api/health")).GetRawText();
        Assert.Contains($"Log day {day} failed: {reason}", health, StringComparison.Ordinal);
    }
}
