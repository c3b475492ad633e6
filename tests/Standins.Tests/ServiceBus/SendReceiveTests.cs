using System.Text;
using Azure.Messaging.ServiceBus;

namespace Countme.Standins.Tests.ServiceBus;

public sealed class SendReceiveTests : IDisposable
{
    private const string Topic = "countme-status";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly Broker _broker = Broker.Start();
    private readonly ServiceBusClient _client;

    public SendReceiveTests() => _client = new ServiceBusClient(_broker.ConnectionString);

    public void Dispose()
    {
        _client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _broker.Dispose();
    }

    [Fact]
    public async Task Send_AllProperties_ComeAsTheyWere()
    {
        var message = new ServiceBusMessage("{\"word\":\"naïve ☂\"}")
        {
            MessageId = "one",
            Subject = "a/b",
            CorrelationId = "run",
            ContentType = "application/cloudevents+json",
            TimeToLive = TimeSpan.FromMinutes(5),
        };
        message.ApplicationProperties["text"] = "quoted \"☂\"";
        message.ApplicationProperties["type"] = "countme.upload.failed";
        message.ApplicationProperties["whole"] = 42;
        message.ApplicationProperties["large"] = 1L << 40;
        message.ApplicationProperties["flag"] = true;

        await _client.CreateSender(Topic).SendMessageAsync(message);
        ServiceBusReceivedMessage received = await _client.CreateReceiver(Topic, "failures").ReceiveMessageAsync(Soon);

        Assert.Equal("{\"word\":\"naïve ☂\"}", received.Body.ToString());
        Assert.Equal(("one", "a/b", "run"), (received.MessageId, received.Subject, received.CorrelationId));
        Assert.Equal("application/cloudevents+json", received.ContentType);
        Assert.Equal(TimeSpan.FromMinutes(5), received.TimeToLive);
        Assert.Equal(message.ApplicationProperties.OrderBy(pair => pair.Key), received.ApplicationProperties.OrderBy(pair => pair.Key));
        Assert.Equal(1, received.DeliveryCount);
        Assert.True(received.LockedUntil > received.EnqueuedTime);
    }

    [Fact]
    public async Task Abandon_LockedMessage_ComesAgainAndCompleteRemovesIt()
    {
        await _client.CreateSender(Topic).SendMessageAsync(new ServiceBusMessage("x") { MessageId = "one" });
        ServiceBusReceiver receiver = _client.CreateReceiver(Topic, "all");

        await receiver.AbandonMessageAsync(await receiver.ReceiveMessageAsync(Soon));
        ServiceBusReceivedMessage again = await receiver.ReceiveMessageAsync(Soon);
        await receiver.RenewMessageLockAsync(again);
        await receiver.CompleteMessageAsync(again);

        Assert.Equal(2, again.DeliveryCount);
        Assert.Null(await receiver.ReceiveMessageAsync(AtOnce));
        ServiceBusException lost = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(again));
        Assert.Equal((ServiceBusFailureReason.MessageLockLost, false), (lost.Reason, lost.IsTransient));
    }

    [Fact]
    public async Task SendMessages_TextsWithoutMediaType_ComeInOrder()
    {
        IEnumerable<ServiceBusMessage> sent = Enumerable.Range(0, 20)
            .Select(i => new ServiceBusMessage($"text {i}") { MessageId = $"{i}" });
        await _client.CreateSender(Topic).SendMessagesAsync(sent);

        var options = new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete };
        ServiceBusReceiver receiver = _client.CreateReceiver(Topic, "all", options);
        IReadOnlyList<ServiceBusReceivedMessage> received = await receiver.ReceiveMessagesAsync(50, Soon);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"text {i}"), received.Select(message => message.Body.ToString()));
        Assert.Null(await receiver.ReceiveMessageAsync(AtOnce));
    }

    [Fact]
    public async Task SendMessages_SameIdTwice_SecondIsDropped()
    {
        ServiceBusSender sender = _client.CreateSender(Topic);

        await sender.SendMessageAsync(new ServiceBusMessage("first") { MessageId = "same" });
        await sender.SendMessageAsync(new ServiceBusMessage("second") { MessageId = "same" });

        IReadOnlyList<ServiceBusReceivedMessage> received = await _client.CreateReceiver(Topic, "all").ReceiveMessagesAsync(5, AtOnce);
        Assert.Equal("first", Assert.Single(received).Body.ToString());
    }

    [Fact]
    public async Task TryAddMessage_LargerThanABatch_IsRefused()
    {
        using ServiceBusMessageBatch batch = await _client.CreateSender(Topic).CreateMessageBatchAsync();

        Assert.False(batch.TryAddMessage(new ServiceBusMessage(new byte[batch.MaxSizeInBytes])));
        Assert.True(batch.TryAddMessage(new ServiceBusMessage(Encoding.UTF8.GetBytes("small"))));

        Assert.Equal(1, batch.Count);
        ServiceBusException tooLarge = await Assert.ThrowsAsync<ServiceBusException>(
            () => _client.CreateSender(Topic).SendMessageAsync(new ServiceBusMessage(new byte[batch.MaxSizeInBytes])));
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, tooLarge.Reason);
    }

    [Fact]
    public async Task Send_UnknownTopic_IsNotFound()
    {
        ServiceBusException refused = await Assert.ThrowsAsync<ServiceBusException>(
            () => _client.CreateSender("nowhere").SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Equal((ServiceBusFailureReason.MessagingEntityNotFound, false), (refused.Reason, refused.IsTransient));
    }

    [Fact]
    public async Task Send_NoBroker_IsACommunicationProblemThatMayPass()
    {
        _broker.Dispose();
        await using var client = new ServiceBusClient(
            _broker.ConnectionString, new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } });

        ServiceBusException failed = await Assert.ThrowsAsync<ServiceBusException>(
            () => client.CreateSender(Topic).SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Equal((ServiceBusFailureReason.ServiceCommunicationProblem, true), (failed.Reason, failed.IsTransient));
    }

    [Theory]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=a")]
    [InlineData("nothing")]
    public void Client_IncompleteConnectionString_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => new ServiceBusClient(text));
}
