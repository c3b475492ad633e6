using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Countme.Adapters.Cloud;
using Countme.Core.Status;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

public sealed class ServiceBusStatusTests : IDisposable
{
    private const string Topic = "countme-status";

    private static readonly Site Fedora = new("mirrors.fedoraproject.org");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly CloudStores _stores = new();
    private readonly DirectoryInfo _kept = Directory.CreateTempSubdirectory("countme-broker-");
    private Broker _broker;

    public ServiceBusStatusTests() => _broker = Broker.Start(_kept.FullName);

    public void Dispose()
    {
        _broker.Dispose();
        _kept.Delete(recursive: true);
        _stores.Dispose();
    }

    [Fact]
    public async Task Tell_EveryStationAndStateTwice_PublicClientReadsEachOnce()
    {
        await using ServiceBusClient client = Client();
        await using ServiceBusStatus status = Status(client);
        StatusEvent[] events = [.. AllKinds()];

        await status.TellAsync(events, default);
        await status.TellAsync(events, default);

        Assert.Equal(0, await status.SendWaitingAsync(default));
        var check = new ProcessStartInfo(
            "node", [Path.Join(NodeProgram.Folder, "test-events.mjs"), _broker.ConnectionString, $"{events.Length}"])
        {
            RedirectStandardError = true,
        };
        using Process node = Process.Start(check)!;
        string wrong = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, wrong);
    }

    [Fact]
    public async Task Tell_BusAway_EventsWaitAndComeInOrder()
    {
        _broker.Dispose();
        await using ServiceBusClient client = Client();
        await using ServiceBusStatus status = Status(client);
        StatusEvent[] events = [.. Enumerable.Range(0, 250).Select(i => One($"event-{i:D3}"))];

        await status.TellAsync(events[..240], default);
        await status.TellAsync(events[240..], default);
        int waiting = await status.SendWaitingAsync(default);
        _broker = Broker.Start(_kept.FullName, _broker.Port);
        int left = await status.SendWaitingAsync(default);

        Assert.Equal((250, 0), (waiting, left));
        Assert.Equal(events.Select(one => one.Id), await ReceivedAsync("all"));
    }

    [Fact]
    public async Task Tell_AfterAFailure_TriesAgainOnlyAfterARest()
    {
        _broker.Dispose();
        await using ServiceBusClient client = Client();
        await using ServiceBusStatus status = Status(client);
        await status.TellAsync([One("a")], default);
        _broker = Broker.Start(_kept.FullName, _broker.Port);

        await status.TellAsync([One("b")], default);
        List<string> resting = await ReceivedAsync("all");
        _stores.Time.Add(TimeSpan.FromSeconds(31));
        await status.TellAsync([One("c")], default);

        Assert.Empty(resting);
        Assert.Equal(["a", "b", "c"], await ReceivedAsync("all"));
    }

    [Fact]
    public async Task SendWaiting_EventTooLarge_IsSetAsideAndOthersGoOn()
    {
        TableClient outbox = _stores.Table(CloudNames.OutboxTable);
        string wide = new('☂', 32_000);
        await outbox.AddEntityAsync(new TableEntity("waiting", "0")
        {
            ["Id"] = "large",
            ["Type"] = wide,
            ["Site"] = wide,
            ["Subject"] = wide,
            ["RunId"] = wide,
            ["Body"] = wide,
        });
        await using ServiceBusClient client = Client();
        await using ServiceBusStatus status = Status(client);

        await status.TellAsync([One("small")], default);

        Assert.Equal(0, await status.SendWaitingAsync(default));
        Assert.Equal(["small"], await ReceivedAsync("all"));
        Assert.True((await outbox.GetEntityIfExistsAsync<TableEntity>("set-aside", "0")).HasValue);
    }

    [Fact]
    public async Task Broker_KilledAndStartedAgain_HasItsMessages()
    {
        await using ServiceBusClient client = Client();
        await using ServiceBusStatus status = Status(client);
        await status.TellAsync([One("a"), One("b")], default);
        await using ServiceBusReceiver receiver = client.CreateReceiver(Topic, "all");
        ServiceBusReceivedMessage first = await receiver.ReceiveMessageAsync(Soon);
        await receiver.CompleteMessageAsync(first);

        _broker.Dispose();
        _broker = Broker.Start(_kept.FullName, _broker.Port);
        await status.TellAsync([One("a")], default);

        Assert.Equal(["b"], await ReceivedAsync("all"));
    }

    [Fact]
    public void Write_Event_IsTheSameTextEachTime()
    {
        StatusEvent one = One("id") with
        {
            Counts = new Dictionary<string, long> { ["lines"] = 3, ["duration_ms"] = 12 },
            Reason = "why \"so\"",
            Upload = "proxy01/2025/10/07/http/mirrors.fedoraproject.org-access.log.xz",
        };

        Assert.Equal(
            """
            {"specversion":"1.0","id":"id","source":"urn:countme","type":"countme.combine.finished",
            "subject":"mirrors.fedoraproject.org/2025-10-07","time":"2025-10-08T03:00:00.000Z","datacontenttype":"application/json",
            "data":{"run_id":"run","site":"mirrors.fedoraproject.org","key":"2025-10-07","duration_ms":12,"counts":{"lines":3},
            "reason":"why \"so\"","upload":"proxy01/2025/10/07/http/mirrors.fedoraproject.org-access.log.xz"}}
            """.Replace("\n", "", StringComparison.Ordinal),
            CloudEventJson.Write(one, new Uri("urn:countme")));
    }

    [Theory]
    [InlineData("upload", StatusState.Finished, "logging.stats.sync.host.logdate.finish")]
    [InlineData("upload", StatusState.Skipped, "logging.stats.sync.host.skip")]
    [InlineData("combine", StatusState.Failed, "logging.stats.combinehttplogs.logmerge.proxy.finish")]
    [InlineData("rawdb", StatusState.Started, "logging.stats.countme-update.command.start")]
    [InlineData("day", StatusState.Finished, "logging.stats.countme-update.finish")]
    [InlineData("combine", StatusState.Skipped, null)]
    [InlineData("backfill", StatusState.Started, null)]
    public void LegacyTopic_Event_IsTheScriptsTopic(string station, StatusState state, string? topic) =>
        Assert.Equal(topic, LegacyTopic.Of(One("id") with { Station = station, State = state }));

    [Fact]
    public void LegacyTopic_SiteOfCentOS_HasTheNameOfItsScript() => Assert.Equal(
        "logging.stats.countme-centos-update.finish",
        LegacyTopic.Of(One("id") with { Station = "day", Site = new Site("mirrors.centos.org") }));

    private static StatusEvent One(string id) => new()
    {
        Id = id,
        Station = "combine",
        State = StatusState.Finished,
        Site = Fedora,
        Key = "2025-10-07",
        RunId = "run",
        Time = new DateTimeOffset(2025, 10, 8, 3, 0, 0, TimeSpan.Zero),
    };

    private static IEnumerable<StatusEvent> AllKinds() =>
        from station in new[] { "upload", "combine", "rawdb", "totals", "publish", "day", "backfill" }.Index()
        from state in Enum.GetValues<StatusState>()
        select One($"{station.Index}-{(int)state}") with
        {
            Station = station.Item,
            State = state,
            Upload = station.Item == "upload" ? "proxy01/2025/10/07/mirrors.fedoraproject.org-access.log" : null,
            Reason = state is StatusState.Failed or StatusState.Skipped or StatusState.Retried ? "the reason ☂" : null,
            Counts = new Dictionary<string, long> { ["duration_ms"] = 5, ["lines"] = 1L << 40 },
        };

    private ServiceBusClient Client() => new(
        _broker.ConnectionString, new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } });

    private ServiceBusStatus Status(ServiceBusClient client) => new(_stores.Storage, client, new ServiceBusStatusOptions());

    private async Task<List<string>> ReceivedAsync(string subscription)
    {
        await using ServiceBusClient client = Client();
        await using ServiceBusReceiver receiver = client.CreateReceiver(
            Topic, subscription, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        IReadOnlyList<ServiceBusReceivedMessage> received = await receiver.ReceiveMessagesAsync(1000, Soon);
        return [.. received.Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("id").GetString()!)];
    }
}
