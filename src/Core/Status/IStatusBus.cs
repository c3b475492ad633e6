namespace Countme.Core.Status;

/// <summary>Tells the world what happens.</summary>
public interface IStatusBus
{
    /// <summary>
    /// Takes events over for good and sends them in the order given. Returns when they are safe, whether or not the bus has taken them
    /// yet: a dead bus delays events and nothing else. Events with an id that was taken before are not sent twice.
    /// </summary>
    /// <exception cref="ArgumentException">The id of an event is empty or too long for a bus; nothing was taken.</exception>
    Task TellAsync(IReadOnlyCollection<StatusEvent> events, CancellationToken cancellation);

    /// <summary>Sends what earlier calls could not.</summary>
    /// <returns>How many events still wait because the bus does not take them.</returns>
    Task<int> SendWaitingAsync(CancellationToken cancellation);
}
