using Countme.Adapters.Cloud;
using Countme.Functions.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>What has served its time.</summary>
public sealed class RetentionTests
{
    private const string Site = "mirrors.example.org";

    private static readonly DateTimeOffset Now = new(2025, 11, 20, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Retention_OldCompleteWeeks_LoseRawDataAndLogsAndKeepTotals()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(
            Now, ("Countme:QuietMinutes", "1"), ("Countme:KeepRawDays", "14"), ("Countme:KeepLogDays", "30"));
        string[] days = ["2025-10-07", "2025-10-14", "2025-10-21", "2025-11-18"];
        foreach (string day in days)
        {
            await pipeline.UploadAsync(Site, "p1", day, 3);
            await pipeline.UploadAsync(Site, "p2", day, 1, from: 10);
            await pipeline.UntilDayAsync(Site, day, 2);
        }

        var removal = pipeline.Services.GetRequiredService<RemoveOldData>();
        List<string> raw = await pipeline.BlobsAsync(CloudNames.RawDbContainer);
        (long, int, string)[] totals = await TotalsAsync(pipeline, days);
        Assert.Equal([(4, 1, "complete"), (4, 1, "complete"), (4, 1, "complete"), (4, 0, "provisional")], totals);
        await removal.RunAsync(pipeline.Client, default);

        List<string> left = await pipeline.BlobsAsync(CloudNames.RawDbContainer);
        Assert.NotEqual(raw, left);
        Assert.DoesNotContain(left, name => name.Contains("2025-10-", StringComparison.Ordinal));
        Assert.Contains(left, name => name.Contains("2025-11-18", StringComparison.Ordinal));
        Assert.Equal(
            [.. new[] { "p1", "p2" }
                .SelectMany(
                    host => days[2..].Select(day => LogText.Name(host, day, Site)))], await pipeline.BlobsAsync(CloudNames.LogsContainer));
        Assert.Equal(
            2, (await pipeline.BlobsAsync(CloudNames.CombinedContainer)).Count(name => !name.EndsWith(".json", StringComparison.Ordinal)));
        Assert.Equal(totals, await TotalsAsync(pipeline, days));

        await removal.RunAsync(pipeline.Client, default);
        Assert.Equal(left, await pipeline.BlobsAsync(CloudNames.RawDbContainer));
        Assert.Equal(totals, await TotalsAsync(pipeline, days));

        // Days whose logs are gone are right as they are.
        string end = await BackfillText.RunAsync(pipeline, new { site = Site, from = days[0], to = days[3], parallel = 16 });
        Assert.Equal(4, end.Split("\"progress\": \"unchanged\"").Length - 1);
        Assert.Contains("\"status\": \"finished\"", end, StringComparison.Ordinal);
        Assert.Equal(totals, await TotalsAsync(pipeline, days));
    }

    private static async Task<(long, int, string)[]> TotalsAsync(LocalPipeline pipeline, string[] days)
    {
        var totals = new List<(long, int, string)>();
        foreach (string day in days)
        {
            totals.Add(await pipeline.WeekAsync(Site, day));
        }

        return [.. totals];
    }
}
