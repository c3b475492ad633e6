using Countme.Core.Upload;

namespace Countme.Core.Status;

/// <summary>What happened at a station or to a whole day or backfill: one status event, before it has the form of any bus.</summary>
public sealed record StatusEvent
{
    /// <summary>The same for the same happening, so that sending it again is no second event; at most 128 characters.</summary>
    public required string Id { get; init; }

    /// <summary><c>upload</c>, <c>combine</c>, <c>rawdb</c>, <c>totals</c>, <c>publish</c>, <c>day</c> or <c>backfill</c>.</summary>
    public required string Station { get; init; }

    /// <summary>What became of it.</summary>
    public required StatusState State { get; init; }

    /// <summary>The site that it is about.</summary>
    public required Site Site { get; init; }

    /// <summary>
    /// The day or week within the site, as <c>2025-10-07</c> or <c>2025-10-06</c> (a Monday), or a range <c>2025-01-01..2025-12-31</c>.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Ties the events of one run together.</summary>
    public required string RunId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whole counts by name, such as <c>lines</c> or <c>duration_ms</c>; never an address, agent or line of a log.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Why it failed, was skipped or retried; null otherwise. Never any content of a log.</summary>
    public string? Reason { get; init; }

    /// <summary>The upload's name, for events of the upload station.</summary>
    public string? Upload { get; init; }
}

/// <summary>What became of a step.</summary>
public enum StatusState
{
    /// <summary>It began; it is followed by <see cref="Finished"/> or <see cref="Failed"/>.</summary>
    Started,

    /// <summary>It is done.</summary>
    Finished,

    /// <summary>It was given up.</summary>
    Failed,

    /// <summary>It was left out, with a reason: a log that was set aside, a day with nothing new.</summary>
    Skipped,

    /// <summary>It failed and is tried again.</summary>
    Retried,
}
