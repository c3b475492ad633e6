using System.Net.Http.Json;
using Countme.LocalHost.Orchestrations;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>
/// Runs of every kind, whose histories are replayed at once. With <c>COUNTME_UPDATE_DOCS=1</c> those of a kind that was not recorded
/// before are added to the recorded ones.
/// </summary>
public sealed class RecordingTests
{
    private const string Site = "mirrors.centos.org";

    [Fact]
    public async Task Histories_OfDaysAndBackfillsWithFailures_ReplayAndHaveSmallMessages()
    {
        var failing = new FailingActivities((name, before) => (name is "LoadDay" or "TotalWeek") && before == 0, seed: 1);
        await using HostedPipeline pipeline = await HostedPipeline.Start(failing);
        PipelineLog[] logs = PipelineLog.Golden(Site);

        await pipeline.Upload(logs);
        await pipeline.AssertWhole(Site, logs, "");
        IReadOnlyList<HistoryFile> days = await pipeline.Histories();
        await Backfill(pipeline, "2025-10-06", "2025-10-08");
        await pipeline.WaitUntil(_ => Told(pipeline, "countme.backfill.finished"));
        Uri stopped = await Backfill(pipeline, "2023-01-01", "2025-10-15");
        (await pipeline.Api.DeleteAsync(stopped)).Dispose();
        await pipeline.WaitUntil(async _ => (await pipeline.Get(stopped.PathAndQuery)).GetProperty("status").GetString() == "stopped"
            ? null : "The stopped backfill is not settled.");
        IReadOnlyList<HistoryFile> all = await pipeline.Histories();

        Assert.True(days.Count >= 10 && all.Count > days.Count);
        Assert.All(days.Concat(all), history => Assert.Null(ReplayCheck.Run(history, pipeline.Functions)));
        Assert.InRange(pipeline.Runtime.Sizes.LargestBytes, 1, HostedPipeline.MaxMessageBytes);
        Record(days.Take(2).Concat(all.GroupBy(history => history.Name).Select(group => group.Last())));
    }

    private static Task<string?> Told(HostedPipeline pipeline, string type) =>
        Task.FromResult(pipeline.Events.Any(one => one.Type == type) ? null : $"{type} was not told.");

    /// <returns>Where the backfill can be watched.</returns>
    private static async Task<Uri> Backfill(HostedPipeline pipeline, string from, string to)
    {
        using HttpResponseMessage started = await pipeline.Api.PostAsJsonAsync("backfills", new { site = Site, from, to, force = true });
        return started.EnsureSuccessStatusCode().Headers.Location!;
    }

    private static void Record(IEnumerable<HistoryFile> histories)
    {
        if (Environment.GetEnvironmentVariable("COUNTME_UPDATE_DOCS") == "1")
        {
            foreach (HistoryFile history in histories)
            {
                string path = TestData.PathOf("histories", $"{history.Name}-{history.InstanceId}.json");
                if (!File.Exists(path))
                {
                    File.WriteAllText(path, Portable(history).ToJson());
                }
            }
        }
    }

    /// <summary>Without stacks, which name folders of this machine; no orchestrator looks at them.</summary>
    private static HistoryFile Portable(HistoryFile history) =>
        history with
        {
            Events = [.. history.Events.Select(one => one.Failure is { } failure ? one with { Failure = Portable(failure) } : one)],
        };

    private static Failure Portable(Failure failure) =>
        failure with { Stack = null, Inner = failure.Inner is { } inner ? Portable(inner) : null };
}
