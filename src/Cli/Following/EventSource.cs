using System.Runtime.CompilerServices;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Countme.Cli.Running;

namespace Countme.Cli.Following;

/// <summary>Status events of a subscription, as they come. What was read is gone from the subscription.</summary>
internal sealed class EventSource : IAsyncDisposable
{
    private const int MostAtOnce = 50;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ServiceBusClient _client;
    private readonly ServiceBusReceiver _receiver;
    private readonly Terminal _terminal;

    private EventSource(ServiceBusClient client, string topic, string subscription, Terminal terminal)
    {
        _client = client;
        _terminal = terminal;
        _receiver = client.CreateReceiver(
            topic, subscription, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
    }

    /// <summary>Opens a subscription. Nothing is asked before the first event is wanted.</summary>
    /// <param name="nameSpace">Host name of the namespace, for this machine's identity; null to use the connection string.</param>
    /// <param name="connectionString">The connection string; null without any.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="subscription">Its subscription.</param>
    /// <param name="terminal">Is told when the bus goes away.</param>
    /// <exception cref="RefusedException">There is neither, or the connection string is none.</exception>
    public static EventSource Open(string? nameSpace, string? connectionString, string topic, string subscription, Terminal terminal)
    {
        if (nameSpace is null && string.IsNullOrWhiteSpace(connectionString))
        {
            throw new RefusedException(
                "The bus is not named. Give --namespace HOST, or a connection string in the environment variable CountmeBus.");
        }

        try
        {
            ServiceBusClient client = nameSpace is null
                ? new ServiceBusClient(connectionString)
                : new ServiceBusClient(nameSpace, new DefaultAzureCredential());
            return new EventSource(client, topic, subscription, terminal);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // The text is a secret, so it is not shown.
            throw new RefusedException(
                "CountmeBus is no connection string of Service Bus. Copy it again from the namespace's access policies.");
        }
    }

    /// <summary>Reads events until it is cancelled. A bus that goes away is waited for; one that never answered is an error.</summary>
    /// <param name="most">Most events that are wanted; no more are taken from the subscription.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RefusedException">The bus refuses, or does not answer at all.</exception>
    public async IAsyncEnumerable<string> ReadAsync(Func<int> most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        bool hasAnswered = false;
        while (true)
        {
            IReadOnlyList<ServiceBusReceivedMessage> some = [];
            try
            {
                some = await _receiver.ReceiveMessagesAsync(Math.Min(most(), MostAtOnce), Wait, cancellation);
                hasAnswered = true;
            }
            catch (ServiceBusException exception) when (exception.IsTransient && hasAnswered)
            {
                _terminal.Warn($"The bus is away ({exception.Reason}); trying again.");
                await Task.Delay(Pause, _terminal.Time, cancellation);
            }
            catch (ServiceBusException exception)
            {
                throw new RefusedException(
                    $"The bus does not give events: {exception.Message} Check the names and the network, then run again.");
            }
            catch (UnauthorizedAccessException)
            {
                throw new RefusedException("The bus refuses this identity or key. It needs the role Azure Service Bus Data Receiver.");
            }

            foreach (ServiceBusReceivedMessage message in some)
            {
                yield return message.Body.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _client.DisposeAsync();
    }
}
