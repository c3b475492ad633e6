using Countme.Core.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Status;

/// <summary>Sends events that the bus did not take when they were told.</summary>
/// <param name="bus">The bus.</param>
/// <param name="logger">Is told how many still wait.</param>
public sealed class SendWaitingEvents(IStatusBus bus, ILogger<SendWaitingEvents> logger)
{
    /// <summary>Runs on its schedule.</summary>
    [Function(nameof(SendWaitingEvents))]
    public async Task RunAsync([TimerTrigger("%CountmeOutboxSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        Log.EventsWait(logger, await bus.SendWaitingAsync(cancellation));
}
