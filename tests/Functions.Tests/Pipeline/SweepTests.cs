using Azure.Data.Tables;
using Countme.Adapters.Cloud;
using Countme.Core.Status;
using Countme.Functions.Status;
using Countme.Functions.Sweep;
using Countme.Functions.Upload;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Logs whose events never came.</summary>
public sealed class SweepTests
{
    private const string Site = "mirrors.example.org";

    private static readonly DateTimeOffset Now = new(2025, 10, 16, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Sweep_LogsThatNobodyTold_AreCounted()
    {
        var faults = new Faults { Trigger = typeof(UploadArrived) };
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now, faults, ("Countme:QuietMinutes", "1"));
        var sweep = pipeline.Services.GetRequiredService<SweepLogs>();
        await pipeline.UploadAsync(Site, "p1", "2025-10-07", 3);
        await pipeline.UploadAsync(Site, "p2", "2025-10-07", 2, from: 10);
        await pipeline.UploadAsync(Site, "p1", "2025-10-14", 1);
        await pipeline.UploadAsync([0x1f, 0x8b, 8, 0, 1, 2, 3], LogText.Name("p3", "2025-10-14", Site, ".gz"));
        await pipeline.UploadAsync(Site, "p1", "2025-08-01", 1);

        await sweep.RunAsync(pipeline.Client, default);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 2);
        await pipeline.UntilDayAsync(Site, "2025-10-14", 2);
        Assert.Equal(5, (await pipeline.WeekAsync(Site, "2025-10-07")).Hits);
        Assert.Single(pipeline.Bus.Events, one => one is { Station: "upload", State: StatusState.Skipped });
        string[] missing =
        [
            .. pipeline.Bus.Events
                .Where(one => one is { Station: "day", State: StatusState.Skipped })
                .Select(one => one.Key).Distinct()
                .Order(),
        ];

        // Nothing is left to do; what was told is not told again.
        int events = pipeline.Bus.Events.Count;
        await sweep.RunAsync(pipeline.Client, default);
        Assert.DoesNotContain(pipeline.Bus.Events.Skip(events), one => one.State != StatusState.Skipped);
        int told = pipeline.Bus.Events.Count;
        await sweep.RunAsync(pipeline.Client, default);
        Assert.Equal(told, pipeline.Bus.Events.Count);
        Assert.True(missing.Length <= 14);

        // The ledger lost its rows.
        string table = pipeline.Services.GetRequiredService<CloudNames>().Of(CloudNames.UploadsTable);
        TableClient ledger = pipeline.Services.GetRequiredService<TableServiceClient>().GetTableClient(table);
        foreach (TableEntity row in await ledger.QueryAsync<TableEntity>().ToListAsync())
        {
            await ledger.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        }

        await sweep.RunAsync(pipeline.Client, default);
        await pipeline.AskUntilAsync(
            $"/api/uploads?site={Site}&day=2025-10-07&state=combined", json => json.GetProperty("uploads").GetArrayLength() == 2);
        await pipeline.UntilDayAsync(Site, "2025-10-07", 2);
        Assert.Equal(5, (await pipeline.WeekAsync(Site, "2025-10-07")).Hits);
        await pipeline.IdleAsync($"day-{Site}-2025-10-14");
        Assert.Equal([], pipeline.Bus.Unended());
    }

    [Fact]
    public async Task SendWaitingEvents_BusAway_EventsStayInTheOutbox()
    {
        await using LocalPipeline pipeline = await LocalPipeline.StartAsync(Now);
        using Broker broker = Broker.Start();
        var storage = pipeline.Services.GetRequiredService<CloudStorage>();
        StatusEvent[] events = [.. Enumerable.Range(0, 3).Select(i => One($"event-{i}"))];
        const string Nobody = "Endpoint=sb://localhost:9;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;";
        await using (var away = new Azure.Messaging.ServiceBus.ServiceBusClient(Nobody))
        await using (var status = new ServiceBusStatus(storage, away, new ServiceBusStatusOptions { Patience = TimeSpan.FromSeconds(1) }))
        {
            await status.TellAsync(events, default);
            Assert.Equal(3, await status.SendWaitingAsync(default));
        }

        await using var back = new Azure.Messaging.ServiceBus.ServiceBusClient(broker.ConnectionString);
        await using var sends = new ServiceBusStatus(storage, back, new ServiceBusStatusOptions());
        var logger = pipeline.Services.GetRequiredService<Microsoft.Extensions.Logging.ILogger<SendWaitingEvents>>();
        await new SendWaitingEvents(sends, logger).RunAsync(new(), default);
        Assert.Equal(0, await sends.SendWaitingAsync(default));
    }

    private static StatusEvent One(string id) => new()
    {
        Id = id,
        Station = "day",
        State = StatusState.Finished,
        Site = new(Site),
        Key = "2025-10-07",
        RunId = "run",
        Time = Now,
    };
}
