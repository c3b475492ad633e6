using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.Functions.Upload;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Backfills, as callers see them.</summary>
public sealed class BackfillTests
{
    private const string Name = "mirrors.example.org";

    private static readonly DateTimeOffset Now = new(2025, 10, 23, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Backfill_RepairsWhatIsMissing_AndChangesNothingElse()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, ("Countme:QuietMinutes", "1"), ("Countme:Sites", Name));
        foreach (string day in new[] { "2025-10-07", "2025-10-14", "2025-10-21" })
        {
            await pipeline.UploadAsync(Name, "p1", day, 3);
            await pipeline.UntilDayAsync(Name, day, 1);
        }

        await AssertRefusedAsync(pipeline);
        int events = pipeline.Bus.Events.Count;
        using HttpResponseMessage plan = await pipeline.Http.PostAsJsonAsync(
            new Uri("/api/backfills", UriKind.Relative), new { site = Name, from = "2025-10-06", to = "2025-10-12", dryRun = true });
        Assert.Equal(HttpStatusCode.OK, plan.StatusCode);
        Assert.Contains("\"withUploads\": 1", await plan.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(events, pipeline.Bus.Events.Count);

        using HttpResponseMessage started = await pipeline.Http.PostAsJsonAsync(
            new Uri("/api/backfills", UriKind.Relative), new { site = Name, from = "2025-09-01", to = "2025-09-02" });
        Dictionary<string, JsonElement> urls = (await started.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>())!;
        Assert.EndsWith("/terminate?reason={text}", urls["terminatePostUri"].GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "\"runtimeStatus\"",
            await pipeline.Http.GetStringAsync(new Uri(urls["statusQueryGetUri"].GetString()!)),
            StringComparison.Ordinal);

        // A week and its tally are lost; a year around it is counted again.
        var totals = pipeline.Services.GetRequiredService<ITotals>();
        UtcDay lost = UtcDay.Of(new DateOnly(2025, 10, 7));
        await totals.RemoveWeekAsync(new Site(Name), lost.Week, null, default);
        await totals.RemoveDayAsync(new Site(Name), lost, null, default);
        string location = await BackfillText.StartAsync(
            pipeline, new { site = Name, from = "2025-01-01", to = "2025-12-31", parallel = 16 });
        string id = Uri.UnescapeDataString(location.Split('/')[^1]);
        Assert.True(Encoding.UTF8.GetByteCount((await pipeline.IdleAsync(id)).SerializedCustomStatus!) < 4096);
        Assert.InRange(await pipeline.HistoryAsync(id), 1, 100);
        JsonElement end = await pipeline.AskAsync(location);
        Assert.Equal("finished", end.GetProperty("status").GetString());
        Assert.Equal(365, end.GetProperty("days").GetArrayLength());
        Assert.Equal((3, 1, "complete"), await pipeline.WeekAsync(Name, "2025-10-07"));
        Assert.Equal((3, 1, "complete"), await pipeline.WeekAsync(Name, "2025-10-14"));

        // Only the steps that were asked for.
        events = pipeline.Bus.Events.Count;
        await BackfillText.RunAsync(pipeline, new { site = Name, from = "2025-10-06", to = "2025-10-12", steps = new[] { "publish" } });
        Assert.Equal(["backfill", "day", "publish"], pipeline.Bus.Events.Skip(events).Select(one => one.Station).Distinct().Order());
        using HttpResponseMessage ended = await pipeline.Http.DeleteAsync(new Uri(location, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        using HttpResponseMessage unknown = await pipeline.Http.DeleteAsync(new Uri("/api/backfills/none", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal([], pipeline.Bus.Unended());
    }

    [Fact]
    public async Task Backfill_Stopped_FinishesTheDayItHadBegunAndItsWeek()
    {
        var faults = new Faults { Trigger = typeof(UploadArrived) };
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, faults);
        await pipeline.UploadAsync(Name, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Name, "p1", "2025-10-08", 2, from: 10);
        TaskCompletionSource gate = faults.Hold("LoadDay");
        string location = await BackfillText.StartAsync(
            pipeline, new { site = Name, from = "2025-10-07", to = "2025-10-08", parallel = 1 });
        await pipeline.AskUntilAsync(location, json => json.GetProperty("days")[0].GetProperty("progress").GetString() == "running");
        await pipeline.UntilAsync(
            $"/api/days?site={Name}&from=2025-10-07&to=2025-10-07", text => text.Contains("\"counting\"", StringComparison.Ordinal));

        using HttpResponseMessage stopped = await pipeline.Http.DeleteAsync(new Uri(location, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Accepted, stopped.StatusCode);
        await pipeline.AskUntilAsync(location, json => json.GetProperty("status").GetString() == "stopping");
        gate.SetResult();
        await pipeline.AskUntilAsync(location, json => json.GetProperty("status").GetString() == "stopped");

        Assert.Equal((3, 0, "provisional"), await pipeline.WeekAsync(Name, "2025-10-07"));
        Assert.Equal([], pipeline.Bus.Unended());
    }

    private static async Task AssertRefusedAsync(LocalPipeline pipeline)
    {
        using HttpResponseMessage answer = await pipeline.Http.PostAsJsonAsync(
            new Uri("/api/backfills", UriKind.Relative),
            new { site = "no site!", from = "2025-13-01", parallel = 0, steps = new[] { "all" }, forse = true });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using HttpResponseMessage other = await pipeline.Http.PostAsJsonAsync(
            new Uri("/api/backfills", UriKind.Relative), new { site = "other.org", from = "2025-10-01", to = "2025-10-02" });
        Assert.Contains($"which is not counted; {Name} is expected", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            ["forse", "from", "parallel", "site", "steps", "to"],
            problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }
}
