using System.Text;
using Azure.Messaging.ServiceBus;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

public sealed class EventsTests : IDisposable
{
    private readonly Broker _broker = Broker.Start();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Events_WithoutATerminal_AreLines()
    {
        await TellAsync("mirrors.fedoraproject.org", "combine.finished", "\"duration_ms\":18300,\"counts\":{\"lines\":91734012}");
        await TellAsync("mirrors.centos.org", "rawdb.failed", "\"counts\":{},\"reason\":\"no \\u001b[31mroom\"");

        Ran ran = await RunAsync("--count", "2");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(
            [
                "2025-10-08T03:12:44.120Z finished combine  mirrors.fedoraproject.org/2025-10-07  18.3 s  lines=91,734,012",
                "2025-10-08T03:12:44.120Z failed   rawdb    mirrors.centos.org/2025-10-07  no \\x1b[31mroom",
            ],
            ran.Lines);
    }

    [Fact]
    public async Task Events_OfOneSiteAsJson_AreTheEventsThemselves()
    {
        await TellAsync("mirrors.fedoraproject.org", "combine.finished", "\"counts\":{}");
        string wanted = await TellAsync("mirrors.centos.org", "day.finished", "\"counts\":{}");

        Ran ran = await RunAsync("--site", "mirrors.centos.org", "--count", "1", "--json");

        Assert.Equal((0, wanted + "\n", ""), (ran.ExitCode, ran.Out, ran.Error));
    }

    [Fact]
    public async Task Events_Interrupted_EndQuietly()
    {
        await TellAsync("mirrors.centos.org", "day.finished", "\"counts\":{}");
        using System.Diagnostics.Process process = Ran.Start(["events"], null, ("CountmeBus", _broker.ConnectionString));

        string? first = await process.StandardOutput.ReadLineAsync();
        await Ran.Signal(process, "INT");
        Ran ran = await Ran.EndOf(process);

        Assert.Contains("mirrors.centos.org/2025-10-07", first, StringComparison.Ordinal);
        Assert.Equal(new Ran(0, "", ""), ran);
    }

    [Fact]
    public async Task Events_WithoutABus_SayWhatIsMissing()
    {
        Ran ran = await Ran.EndOf(Ran.Start(["events"], null, ("CountmeBus", "")));

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("CountmeBus", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_UnknownSubscription_IsAnError()
    {
        Ran ran = await RunAsync("--subscription", "nobody");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("MessagingEntityNotFound", ran.Error, StringComparison.Ordinal);
    }

    private Task<Ran> RunAsync(params string[] arguments) =>
        Ran.EndOf(Ran.Start(["events", .. arguments], null, ("CountmeBus", _broker.ConnectionString)));

    private async Task<string> TellAsync(string site, string type, string data)
    {
        string id = Guid.NewGuid().ToString();
        string json = $"{{\"specversion\":\"1.0\",\"id\":\"{id}\",\"source\":\"urn:countme\",\"type\":\"countme.{type}\","
            + $"\"subject\":\"{site}/2025-10-07\",\"time\":\"2025-10-08T03:12:44.120Z\","
            + $"\"data\":{{\"run_id\":\"run\",\"site\":\"{site}\",\"key\":\"2025-10-07\",{data}}}}}";
        await using var client = new ServiceBusClient(_broker.ConnectionString);
        var message = new ServiceBusMessage(Encoding.UTF8.GetBytes(json)) { MessageId = id };
        await client.CreateSender("countme-status").SendMessageAsync(message);
        return json;
    }
}
