using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Ranges of days counted again over HTTP.</summary>
public sealed class BackfillTests
{
    private const string Site = "mirrors.centos.org";

    /// <summary>More entries than any history of a day or of one round of a backfill has.</summary>
    private const int MostEntries = 400;

    [Fact]
    public async Task Backfill_DaysThatTheEventsMissed_RepairsTheGapAndLeavesTheRest()
    {
        await using HostedPipeline pipeline = await HostedPipeline.Start();
        PipelineLog[] logs = PipelineLog.Golden(Site);
        PipelineLog[] first = [.. logs.Where(log => string.CompareOrdinal(log.Name[8..18], "2025/10/10") < 0)];
        await pipeline.Upload(first);
        await pipeline.AssertWhole(Site, first, "");
        string before = await Revisions(pipeline);

        JsonElement plan = await Start(
            pipeline, new { site = Site, from = "2025-10-06", to = "2025-10-15", dryRun = true }, HttpStatusCode.OK);
        Assert.Equal(10, plan.GetProperty("days").GetInt32());
        Assert.Equal(before, await Revisions(pipeline));

        string id = (await Start(pipeline, new { site = Site, from = "2025-10-06", to = "2025-10-09" })).GetProperty("id").GetString()!;
        await Finished(pipeline, id);
        Assert.Equal(before, await Revisions(pipeline));
        Assert.Equal(["unchanged", "unchanged", "unchanged", "unchanged"], await Progress(pipeline, id));

        await pipeline.Upload(logs.Except(first));
        id = (await Start(pipeline, new { site = Site, from = "2025-10-06", to = "2025-10-15" })).GetProperty("id").GetString()!;
        JsonElement again = await Start(pipeline, new { site = Site, from = "2025-10-06", to = "2025-10-15" });
        Assert.Equal(id, again.GetProperty("id").GetString());
        await Finished(pipeline, id);
        await pipeline.AssertWhole(Site, logs, "");
        Assert.DoesNotContain("failed", await Progress(pipeline, id));
    }

    [Fact]
    public async Task Backfill_OfAYear_HasShortHistoriesAndEnds()
    {
        await using HostedPipeline pipeline = await HostedPipeline.Start();
        PipelineLog[] logs = [.. PipelineLog.Golden(Site).Where(log => log.Name.Contains("/2025/10/0", StringComparison.Ordinal))];
        await pipeline.Upload(logs);
        await pipeline.WaitForEvents();

        string id = (await Start(pipeline, new { site = Site, from = "2025-01-01", to = "2025-12-31", parallel = 16 }))
            .GetProperty("id").GetString()!;
        await Finished(pipeline, id);

        Assert.Equal(365, (await Progress(pipeline, id)).Length);
        Assert.All(await pipeline.Histories(), history => Assert.InRange(history.Events.Count, 1, MostEntries));
        Assert.InRange(pipeline.Runtime.Sizes.LargestBytes, 1, HostedPipeline.MaxMessageBytes);
        EventRules.AssertAll(pipeline.Events, "");
    }

    [Fact]
    public async Task Backfill_Deleted_StopsAndSaysSo()
    {
        await using HostedPipeline pipeline = await HostedPipeline.Start();

        string id = (await Start(pipeline, new { site = Site, from = "2023-01-01", to = "2025-12-31", parallel = 1 }))
            .GetProperty("id").GetString()!;
        await pipeline.WaitUntil(
            async _ => (await pipeline.Get($"backfills/{id}")).GetProperty("done").GetInt32() > 0 ? null : "No day is done.");
        using HttpResponseMessage stopped = await pipeline.Api.DeleteAsync(new Uri($"backfills/{id}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, stopped.StatusCode);
        await pipeline.WaitUntil(
            async _ => (await pipeline.Get($"backfills/{id}")).GetProperty("status").GetString() == "stopped" ? null : "It runs.");
        await pipeline.WaitForEvents();
        Assert.Contains(pipeline.Events, one => one.Type == "countme.backfill.failed");
        Assert.InRange((await pipeline.Get($"backfills/{id}")).GetProperty("done").GetInt32(), 1, 1000);
    }

    private static async Task<JsonElement> Start(HostedPipeline pipeline, object request, HttpStatusCode expected = HttpStatusCode.Accepted)
    {
        using HttpResponseMessage answer = await pipeline.Api.PostAsJsonAsync("backfills", request);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static Task Finished(HostedPipeline pipeline, string id) => pipeline.WaitUntil(async _ =>
        await pipeline.Get($"backfills/{id}") is var status && status.GetProperty("status").GetString() == "finished"
            ? null
            : status.GetRawText()[..300]);

    private static async Task<string[]> Progress(HostedPipeline pipeline, string id) =>
        [.. (await pipeline.Get($"backfills/{id}"))
            .GetProperty("days")
            .EnumerateArray()
            .Select(day => day.GetProperty("progress").GetString()!)];

    private static async Task<string> Revisions(HostedPipeline pipeline) => (await pipeline.Get($"weeks?site={Site}")).GetRawText();
}
