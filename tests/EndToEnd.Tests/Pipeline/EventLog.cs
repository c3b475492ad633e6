using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Takes all status events from a subscription while a test runs.</summary>
internal sealed class EventLog : IAsyncDisposable
{
    private const int Batch = 100;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<long, ReceivedEvent> _events = [];
    private readonly ServiceBusClient _client;
    private readonly Task _receiving;

    /// <summary>Begins to receive.</summary>
    public EventLog(string connectionString, string topic, string subscription)
    {
        _client = new ServiceBusClient(connectionString);
        _receiving = ReceiveAll(_client.CreateReceiver(topic, subscription));
    }

    /// <summary>What has come so far, in the order of the bus. One delivered again is there once.</summary>
    public IReadOnlyList<ReceivedEvent> Events => [.. _events.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _receiving;
        await _client.DisposeAsync();
        _ending.Dispose();
    }

    private async Task ReceiveAll(ServiceBusReceiver receiver)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                foreach (ServiceBusReceivedMessage message in await receiver.ReceiveMessagesAsync(Batch, Wait, _ending.Token))
                {
                    _events[message.SequenceNumber] = new ReceivedEvent(message.MessageId, message.Body.ToString());
                    await receiver.CompleteMessageAsync(message, _ending.Token);
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is ServiceBusException or IOException or OperationCanceledException)
            {
                // The bus is down: it has what it did not hand out.
                await pause.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }
}
