namespace Countme.Core.RawDb;

/// <summary>What became of the lines of a log: every line is counted, ignored or malformed.</summary>
public sealed record LineCounts
{
    /// <summary>All lines read.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines that became a row.</summary>
    public required long Counted { get; init; }

    /// <summary>Rows that were equal to another row of the same log and count once; a part of <see cref="Counted"/>.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Lines that are no request that counts, by the first thing that was different.</summary>
    public required IReadOnlyDictionary<LineReason, long> Ignored { get; init; }

    /// <summary>Lines that are such a request and cannot be read, by reason.</summary>
    public required IReadOnlyDictionary<LineReason, long> Malformed { get; init; }

    /// <summary>Counted lines whose agent names a product with OS fields that the rules cannot read; they count without them.</summary>
    public required long WithoutOsFields { get; init; }

    /// <summary>Whether lines = counted + ignored + malformed.</summary>
    public bool Balances => Lines == Counted + Ignored.Values.Sum() + Malformed.Values.Sum();
}

/// <summary>Why a line did not become a row.</summary>
public enum LineReason
{
    /// <summary>Not the shape of an access log line: ignored.</summary>
    Shape,

    /// <summary>An empty line: ignored.</summary>
    Blank,

    /// <summary>A method other than GET and HEAD: ignored.</summary>
    Method,

    /// <summary>A path other than /metalink and /mirrorlist: ignored.</summary>
    Path,

    /// <summary>No query: ignored.</summary>
    NoQuery,

    /// <summary>A protocol that is not HTTP/digit.digit, such as HTTP/2: ignored.</summary>
    Protocol,

    /// <summary>A status other than 200 and 302: ignored.</summary>
    Status,

    /// <summary>Bytes that are neither digits nor a hyphen: ignored.</summary>
    Bytes,

    /// <summary>An empty referrer, or one with a double quote: ignored.</summary>
    Referrer,

    /// <summary>An agent with a double quote outside the OS form, or text after it: ignored.</summary>
    Agent,

    /// <summary>A user name with a blank, so that the time is not where it should be: ignored.</summary>
    User,

    /// <summary>A time that is none: malformed.</summary>
    Time,

    /// <summary>A leap second, :60: malformed.</summary>
    LeapSecond,

    /// <summary>A time more than 24 hours after the end of the log day: malformed.</summary>
    Clock,

    /// <summary>A countme value that is no whole number: malformed.</summary>
    Countme,

    /// <summary>A countme value beyond 64 bits: malformed.</summary>
    CountmeRange,

    /// <summary>A line longer than the limit: malformed.</summary>
    TooLong,
}

/// <summary>A malformed line, kept for whoever looks into it.</summary>
/// <param name="Reason">Why it is malformed.</param>
/// <param name="Text">The line, cut, without its host and with anything like an address masked.</param>
public sealed record MalformedSample(LineReason Reason, string Text);
