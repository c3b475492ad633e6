using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>What is known of one site's week besides its counts.</summary>
public sealed record WeekTotals
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The week.</summary>
    public required Week Week { get; init; }

    /// <summary>Whether the countme series is closed: a countme request at least 600 s past the week's end was seen.</summary>
    public required bool IsCountmeComplete { get; init; }

    /// <summary>Whether the unique series is closed: a request without countme at least 600 s past the week's end was seen.</summary>
    public required bool IsUniqueComplete { get; init; }

    /// <summary>0 while provisional; 1 when first complete; one more each time that a late log changed a complete week.</summary>
    public required int Revision { get; init; }

    /// <summary>Identifies what the week was made of: the parts behind each of its days.</summary>
    public required string Source { get; init; }

    /// <summary>Identifies the counts: equal when no count differs.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Days of the week without any data, Monday first; said, and never shown as zero.</summary>
    public required IReadOnlyList<UtcDay> MissingDays { get; init; }

    /// <summary>True for the first week of the data when the data starts in its middle.</summary>
    public required bool IsPartial { get; init; }

    /// <summary>Log days of the week of which an upload was set aside.</summary>
    public IReadOnlyList<LogDay> IncompleteLogDays { get; init; } = [];

    /// <summary>Hosts that delivered a log on another log day of the week and not on this one.</summary>
    public IReadOnlyList<MissingHost> MissingHosts { get; init; } = [];

    /// <summary>True when the counts came from another system's totals, not from logs.</summary>
    public bool IsImported { get; init; }

    /// <summary>
    /// Which writing of the record this is; set by the store that gave it, carried on into what takes its place (see
    /// <see cref="ChangedMeanwhileException"/>). Null when there was none. No part of what the record says.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>Complete when the countme series is; a week of unique hosts alone when that series is.</summary>
    public WeekState State => IsCountmeComplete || IsUniqueComplete ? WeekState.Complete : WeekState.Provisional;

    /// <summary>Whether a series of this week may be published.</summary>
    public bool IsPublished(Series series) => series == Series.Countme ? IsCountmeComplete : IsUniqueComplete;
}

/// <summary>A log that should be there and is not.</summary>
/// <param name="LogDay">The log day.</param>
/// <param name="Host">The host.</param>
public sealed record MissingHost(LogDay LogDay, ProxyHost Host);

/// <summary>Whether a week's totals may still grow in the ordinary run of things.</summary>
public enum WeekState
{
    /// <summary>The week is running, or its last logs are not in.</summary>
    Provisional,

    /// <summary>The week is closed; only a late log makes a new revision.</summary>
    Complete,
}
