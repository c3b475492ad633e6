using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Countme.Core.Status;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Tells events on a topic of Service Bus, through an outbox in the table <c>Outbox</c>: what was told is kept there first and sent from
/// there, oldest first, so a dead bus delays events and loses none. Several processes may share the outbox; each keeps the order of its
/// own events. One event may be sent twice; duplicate detection of the topic drops the second one.
/// </summary>
/// <param name="storage">Holds the outbox.</param>
/// <param name="bus">The bus. Its client is the caller's to close.</param>
/// <param name="options">Topic, and how long to try.</param>
public sealed class ServiceBusStatus(CloudStorage storage, ServiceBusClient bus, ServiceBusStatusOptions options)
    : IStatusBus, IAsyncDisposable
{
    /// <summary>Longest MessageId of Service Bus.</summary>
    private const int MostIdCharacters = 128;

    private readonly StatusOutbox _outbox = new(storage, options.Source);
    private readonly ServiceBusSender _sender = bus.CreateSender(options.Topic);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _restUntil;

    /// <inheritdoc/>
    /// <remarks>
    /// Tries to send for <see cref="ServiceBusStatusOptions.Patience"/> at most, and not at all for
    /// <see cref="ServiceBusStatusOptions.Rest"/> after a try that failed.
    /// </remarks>
    public async Task TellAsync(IReadOnlyCollection<StatusEvent> events, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.FirstOrDefault(one => one.Id.Length is 0 or > MostIdCharacters) is { } wrong)
        {
            // The bus would refuse it each time, and everything behind it would wait.
            throw new ArgumentException(
                $"The event's id has {wrong.Id.Length} characters, expected 1 to {MostIdCharacters}: {wrong.Id}", nameof(events));
        }

        await _outbox.AddAsync(events, cancellation).ConfigureAwait(false);
        if (events.Count > 0 && storage.Time.GetUtcNow() >= _restUntil)
        {
            using var patience = new CancellationTokenSource(options.Patience);
            await TrySendAsync(patience.Token, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Goes on while the bus takes events; stops at the first try that fails or lasts too long.</remarks>
    public async Task<int> SendWaitingAsync(CancellationToken cancellation)
    {
        await TrySendAsync(CancellationToken.None, cancellation).ConfigureAwait(false);
        return await _outbox.CountAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    /// <summary>Sends until nothing waits. One at a time, so that events keep their order; whoever is at it sends for all.</summary>
    private async Task TrySendAsync(CancellationToken patience, CancellationToken cancellation)
    {
        if (!await _turn.WaitAsync(options.Patience, cancellation).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            while (!patience.IsCancellationRequested && await SendOldestAsync(patience, cancellation).ConfigureAwait(false))
            {
            }

            _restUntil = default;
        }
        catch (Exception exception) when (IsBusAway(exception) && !cancellation.IsCancellationRequested)
        {
            _restUntil = storage.Time.GetUtcNow() + options.Rest;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends the oldest events, as many as fit one batch.</summary>
    /// <returns>Whether there was any.</returns>
    private async Task<bool> SendOldestAsync(CancellationToken patience, CancellationToken cancellation)
    {
        IReadOnlyList<TableEntity> rows = await _outbox.OldestAsync(cancellation).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return false;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, cancellation);
        either.CancelAfter(options.Patience);
        using ServiceBusMessageBatch batch = await _sender.CreateMessageBatchAsync(either.Token).ConfigureAwait(false);
        TableEntity[] taken = [.. rows.TakeWhile(row => batch.TryAddMessage(StatusOutbox.MessageOf(row)))];
        try
        {
            if (taken.Length > 0)
            {
                await _sender.SendMessagesAsync(batch, either.Token).ConfigureAwait(false);
            }
        }
        catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.MessageSizeExceeded)
        {
            await SendOneByOneAsync(taken, either.Token, cancellation).ConfigureAwait(false);
            return true;
        }

        if (taken.Length == 0)
        {
            await _outbox.SetAsideAsync(rows[0], $"Larger than {batch.MaxSizeInBytes} bytes.", cancellation).ConfigureAwait(false);
        }

        await _outbox.RemoveAsync(taken, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Finds the event that is too large for the bus, which holds up the others in a batch.</summary>
    private async Task SendOneByOneAsync(TableEntity[] rows, CancellationToken patience, CancellationToken cancellation)
    {
        foreach (TableEntity row in rows)
        {
            try
            {
                await _sender.SendMessageAsync(StatusOutbox.MessageOf(row), patience).ConfigureAwait(false);
                await _outbox.RemoveAsync([row], cancellation).ConfigureAwait(false);
            }
            catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.MessageSizeExceeded)
            {
                await _outbox.SetAsideAsync(row, exception.Message, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static bool IsBusAway(Exception exception) =>
        exception is ServiceBusException or UnauthorizedAccessException or AuthenticationFailedException or OperationCanceledException;
}
