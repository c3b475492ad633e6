using Countme.Core.Status;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Status;

/// <summary>Hands events of an orchestration to the bus; they are not lost when a worker dies, nor when the bus is dead.</summary>
/// <param name="bus">The bus.</param>
public sealed class TellStatus(IStatusBus bus)
{
    /// <summary>Tells events in their order. A second call tells nothing new.</summary>
    [Function(nameof(TellStatus))]
    public Task RunAsync([ActivityTrigger] ToldEvent[] events, CancellationToken cancellation) =>
        bus.TellAsync([.. events.Select(one => one.ToStatus())], cancellation);
}
