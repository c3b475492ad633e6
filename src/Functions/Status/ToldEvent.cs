using Countme.Core.Status;

namespace Countme.Functions.Status;

/// <summary>An event as messages carry it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Station">The station.</param>
/// <param name="State">What became of it.</param>
/// <param name="SiteName">The site.</param>
/// <param name="Key">The day, week or range.</param>
/// <param name="RunId">The run.</param>
/// <param name="UnixMilliseconds">When it happened.</param>
public sealed record ToldEvent(
    string Id, string Station, StatusState State, string SiteName, string Key, string RunId, long UnixMilliseconds)
{
    /// <summary>Counts by name.</summary>
    public Dictionary<string, long>? Counts { get; init; }

    /// <summary>Why; at most <see cref="Reasons.MaxCharacters"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The event that goes to the bus.</summary>
    public StatusEvent ToStatus() => new()
    {
        Id = Id,
        Station = Station,
        State = State,
        Site = new(SiteName),
        Key = Key,
        RunId = RunId,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds),
        Counts = Counts ?? [],
        Reason = Reason,
    };
}
