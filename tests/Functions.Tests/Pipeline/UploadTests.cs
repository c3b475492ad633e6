using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Core.Status;
using Countme.Functions.Upload;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Uploads that come again, changed, copied, late or damaged.</summary>
public sealed class UploadTests
{
    private const string Site = "mirrors.example.org";
    private const string Week = "2025-10-06";
    private const string NextWeek = "2025-10-13";

    private static readonly DateTimeOffset Now = new(2025, 10, 23, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Upload_AgainReplacedCopiedLate_CountsOnce()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, ("Countme:QuietMinutes", "1"));
        JsonElement first = await CountAsync(pipeline, "p1", "2025-10-07", 3);
        await CountAsync(pipeline, "p1", "2025-10-14", 2);
        await CountAsync(pipeline, "p1", "2025-10-21", 1);
        Assert.Equal((3, 1, "complete"), await pipeline.WeekAsync(Site, Week));
        Assert.Equal((2, 1, "complete"), await pipeline.WeekAsync(Site, NextWeek));

        // The event of the same blob comes again.
        int events = pipeline.Bus.Events.Count;
        await pipeline.Services.GetRequiredService<LogArrival>().RunAsync(pipeline.Client, LogText.Name("p1", "2025-10-07", Site), default);
        Assert.True((await pipeline.IdleAsync($"day-{Site}-2025-10-07")).IsCompleted);
        Assert.Equal(events, pipeline.Bus.Events.Count);

        // The same content as another blob of the same name, then other content.
        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 3);
        JsonElement second = await pipeline.UntilDayAsync(Site, "2025-10-07", 1, notRun: Run(first));
        Assert.Equal((3, 1, "complete"), await pipeline.WeekAsync(Site, Week));
        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 5);
        JsonElement third = await pipeline.UntilDayAsync(Site, "2025-10-07", 1, notRun: Run(second));
        Assert.Equal((5, 2, "complete"), await pipeline.WeekAsync(Site, Week));

        await pipeline.UploadAsync(Site, "p2", "2025-10-07", 5);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 2, notRun: Run(third));
        Assert.Equal((5, 2, "complete"), await pipeline.WeekAsync(Site, Week));
        JsonElement copies = (await pipeline.AskAsync($"/api/uploads?site={Site}&day=2025-10-07&state=duplicate")).GetProperty("uploads");
        Assert.Contains("p1", Assert.Single(copies.EnumerateArray()).GetProperty("reason").GetString(), StringComparison.Ordinal);

        await CountAsync(pipeline, "p3", "2025-10-08", 4, from: 10);
        Assert.Equal((9, 3, "complete"), await pipeline.WeekAsync(Site, Week));
        Assert.Equal((9, 3, "complete"), await pipeline.WeekAsync(Site, Week, "hosts"));
        Assert.Equal((2, 1, "complete"), await pipeline.WeekAsync(Site, NextWeek));
        Assert.Equal([], pipeline.Bus.Unended());
    }

    [Fact]
    public async Task Upload_OfADayToCome_IsSetAsideAndClosesNoWeek()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, ("Countme:QuietMinutes", "1"));
        await CountAsync(pipeline, "p1", "2025-10-21", 3);
        string[] future = [LogText.Name("p1", "2025-12-09", Site), LogText.Name("p1", "9998-12-31", Site)];
        foreach (string name in future)
        {
            await pipeline.UploadAsync(LogText.Of(name[3..13].Replace('/', '-'), 2), name);
            await pipeline.UntilGoneAsync(name);
            await AssertSetAsideAsync(pipeline, name);
        }

        Assert.All(
            pipeline.Bus.Events.Where(one => future.Contains(one.Upload)),
            one => Assert.Contains("a day to come", one.Reason, StringComparison.Ordinal));
        Assert.Equal((3, 0, "provisional"), await pipeline.WeekAsync(Site, "2025-10-21"));
        Assert.Single((await pipeline.AskAsync($"/api/weeks?site={Site}&from=2025-01-01")).GetProperty("weeks").EnumerateArray());
    }

    [Fact]
    public async Task Upload_DamagedOrMisnamed_IsSetAsideAndDayGoesOn()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, ("Countme:QuietMinutes", "1"));
        string torn = LogText.Name("p2", "2025-10-07", Site, ".gz");
        string noLog = LogText.Name("p3", "2025-10-07", Site);
        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Torn(LogText.Of("2025-10-07", 200)), torn);
        await pipeline.UploadAsync(Encoding.ASCII.GetBytes("no line\nof this has a date\n"), noLog);
        await pipeline.UploadAsync(LogText.Of("2025-10-07", 1), "2025/10/07/no-host.log");
        string longName = string.Join('/', Enumerable.Repeat(new string('n', 203), 5));
        await pipeline.UploadAsync(LogText.Of("2025-10-07", 1), longName);
        JsonElement day = await pipeline.UntilDayAsync(Site, "2025-10-07", 3);
        Assert.Equal(3, (await pipeline.WeekAsync(Site, Week)).Hits);

        await AssertSetAsideAsync(pipeline, torn);
        await AssertSetAsideAsync(pipeline, noLog);
        JsonElement[] aside =
        [
            .. (await pipeline.AskAsync($"/api/uploads?site={Site}&day=2025-10-07&state=setAside")).GetProperty("uploads").EnumerateArray(),
        ];
        Assert.Equal([torn, noLog], aside.Select(upload => upload.GetProperty("name").GetString()));
        await pipeline.AskUntilAsync("/api/uploads?site=unknown&day=2025-10-23", json => json.GetProperty("uploads").GetArrayLength() == 2);
        await pipeline.UntilGoneAsync("2025/10/07/no-host.log");
        await AssertSetAsideAsync(pipeline, "2025/10/07/no-host.log");
        await pipeline.UntilGoneAsync(longName);
        Assert.All(await pipeline.BlobsAsync(CloudNames.RejectedContainer), name => Assert.InRange(name.Length, 1, 1024));

        // Whole logs under the same names are counted; what was set aside stays where it is.
        await pipeline.UploadAsync(LogText.Of("2025-10-07", 2, from: 10), noLog);
        await pipeline.UploadAsync(Packed(LogText.Of("2025-10-07", 4, from: 20)), torn);
        await pipeline.AskUntilAsync(
            $"/api/totals?site={Site}&week={Week}&group_by=none", json => json.GetProperty("weeks")[0].GetProperty("hits").GetInt64() == 9);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 3, notRun: Run(day));
        Assert.Empty(
            (await pipeline.AskAsync($"/api/uploads?site={Site}&day=2025-10-07&state=setAside")).GetProperty("uploads").EnumerateArray());
        Assert.Equal(8, (await pipeline.BlobsAsync(CloudNames.RejectedContainer)).Count);
        Assert.Equal([], pipeline.Bus.Unended());
        Assert.DoesNotContain(pipeline.Bus.Events, one => one.State == StatusState.Failed);
    }

    private static async Task AssertSetAsideAsync(LocalPipeline pipeline, string name)
    {
        StatusEvent skipped = Assert.Single(
            pipeline.Bus.Events, one => one is { Station: "upload", State: StatusState.Skipped } && one.Upload == name);
        Assert.False(string.IsNullOrEmpty(skipped.Reason));
        Assert.False(await pipeline.HasLogAsync(name));
        string[] kept =
        [
            .. (await pipeline.BlobsAsync(CloudNames.RejectedContainer)).Where(
                blob => blob.StartsWith(name + ".", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, kept.Length);
        BlobClient reason = pipeline
            .Container(CloudNames.RejectedContainer)
            .GetBlobClient(kept.Single(blob => blob.EndsWith(".json", StringComparison.Ordinal)));
        using JsonDocument json = JsonDocument.Parse((await reason.DownloadContentAsync()).Value.Content.ToMemory());
        Assert.Equal(name, json.RootElement.GetProperty("name").GetString());
        Assert.StartsWith(skipped.Reason!.TrimEnd('…'), json.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> CountAsync(LocalPipeline pipeline, string host, string day, int hosts, int from = 0)
    {
        await pipeline.UploadAsync(Site, host, day, hosts, from);
        return await pipeline.UntilDayAsync(Site, day, 1);
    }

    private static string Run(JsonElement day) => day.GetProperty("run").GetString()!;

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private static byte[] Torn(byte[] text) => Packed(text)[..^20];
}
