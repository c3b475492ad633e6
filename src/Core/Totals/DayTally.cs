using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>
/// What is known of one site and UTC day besides its counts. Public-safe: it holds no address, and outlives the raw data.
/// </summary>
public sealed record DayTally
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The UTC day.</summary>
    public required UtcDay Day { get; init; }

    /// <summary>Distinct rows counted.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that were in more than one part and count once.</summary>
    public required long DuplicateRows { get; init; }

    /// <summary>First and last request with a countme value; null when there was none.</summary>
    public required Span? Countme { get; init; }

    /// <summary>First and last request without a countme value (or with a negative one); null when there was none.</summary>
    public required Span? Unique { get; init; }

    /// <summary>The raw parts that were read, in log-day order, each with what identifies its content.</summary>
    public required IReadOnlyList<TalliedPart> Parts { get; init; }

    /// <summary>True once the raw data was removed: the counts stay as they are for good.</summary>
    public bool IsFinal { get; init; }

    /// <summary>True when the counts came from another system's totals, not from logs.</summary>
    public bool IsImported { get; init; }

    /// <summary>
    /// Which writing of the record this is; set by the store that gave it, carried on into what takes its place (see
    /// <see cref="ChangedMeanwhileException"/>). Null when there was none. No part of what the record says.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>The first and the last instant of something.</summary>
/// <param name="FirstUnixSeconds">The earliest.</param>
/// <param name="LastUnixSeconds">The latest; not before the earliest.</param>
public readonly record struct Span(long FirstUnixSeconds, long LastUnixSeconds)
{
    /// <summary>The span that also covers an instant.</summary>
    public static Span Extended(Span? span, long unixSeconds) => span is not { } known
        ? new Span(unixSeconds, unixSeconds)
        : new Span(Math.Min(known.FirstUnixSeconds, unixSeconds), Math.Max(known.LastUnixSeconds, unixSeconds));

    /// <summary>The span that covers both; null when neither is there.</summary>
    public static Span? Union(Span? left, Span? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        ({ } a, { } b) => new Span(
            Math.Min(a.FirstUnixSeconds, b.FirstUnixSeconds), Math.Max(a.LastUnixSeconds, b.LastUnixSeconds)),
    };
}

/// <summary>A raw part as it was when a day was tallied.</summary>
/// <param name="LogDay">The log day that the part came from.</param>
/// <param name="Checksum">The part's checksum, in hexadecimal.</param>
/// <param name="Rows">Rows in the part.</param>
public sealed record TalliedPart(LogDay LogDay, string Checksum, long Rows);
