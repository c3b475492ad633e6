using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.RawDb;

/// <summary>Keeps the raw parts, the keys of their pseudonyms, and what is known of each loaded log day.</summary>
public interface IRawDb
{
    /// <summary>What is known of a loaded log day; null when it was never loaded.</summary>
    Task<LoadedDay?> FindLoadedAsync(Site site, LogDay day, CancellationToken cancellation);

    /// <summary>All loaded log days of a site, in order of day.</summary>
    Task<IReadOnlyList<LoadedDay>> ListLoadedAsync(Site site, CancellationToken cancellation);

    /// <summary>Records a loaded log day in place of any earlier record, and removes parts of that log day that it does not name.</summary>
    /// <exception cref="ChangedMeanwhileException">The earlier record is no longer the one of <see cref="LoadedDay.Version"/>.</exception>
    Task RecordLoadedAsync(LoadedDay loaded, CancellationToken cancellation);

    /// <summary>Starts a part beside any earlier one of the same key.</summary>
    Task<IDraft> CreatePartAsync(RawPartKey key, CancellationToken cancellation);

    /// <summary>Opens a part; null when it is gone.</summary>
    /// <remarks>
    /// A part that is replaced while it is read is read to its end, or reading throws <see cref="ChangedMeanwhileException"/>; the two are
    /// never mixed.
    /// </remarks>
    Task<Stream?> OpenPartAsync(RawPartKey key, CancellationToken cancellation);

    /// <summary>Removes a part, if it is there.</summary>
    Task RemovePartAsync(RawPartKey key, CancellationToken cancellation);

    /// <summary>A place for data that outgrows memory: written, rewound, read, and gone when disposed or when the process dies.</summary>
    Stream CreateScratch();

    /// <summary>The pseudonym key of a site and UTC day: 16 random bytes, made at the first call, the same ever after.</summary>
    /// <exception cref="InvalidDataException">
    /// The key is damaged, or gone while parts that were made with it are there: a new one would make each of their hosts another host.
    /// </exception>
    Task<ReadOnlyMemory<byte>> PseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation);

    /// <summary>Deletes the pseudonym key of a site and UTC day, if there is one: its pseudonyms can never be undone again.</summary>
    Task RemovePseudonymKeyAsync(Site site, UtcDay day, CancellationToken cancellation);
}

/// <summary>Names a raw part: the counted requests of one UTC day that came from one log day.</summary>
/// <param name="Site">The site.</param>
/// <param name="Day">The UTC day of the requests.</param>
/// <param name="LogDay">The log day they came from.</param>
public sealed record RawPartKey(Site Site, UtcDay Day, LogDay LogDay)
{
    /// <summary>Stands for the log day of rows that were imported from another system's raw database.</summary>
    public static LogDay Imported => new(DateOnly.MinValue);
}

/// <summary>A raw part as it was written.</summary>
/// <param name="Day">The UTC day of its requests.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Hosts">Distinct hosts in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Checksum">Its checksum, in hexadecimal.</param>
public sealed record RawPart(UtcDay Day, long Rows, long Hosts, long Bytes, string Checksum);

/// <summary>What loading a log day did.</summary>
public sealed record LoadedDay
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The log day.</summary>
    public required LogDay LogDay { get; init; }

    /// <summary>Identifies what was loaded: the combined log's fingerprint.</summary>
    public required string Source { get; init; }

    /// <summary>Version of the rules and options that it was read by.</summary>
    public required string Rules { get; init; }

    /// <summary>The parts that came out, in order of UTC day.</summary>
    public required IReadOnlyList<RawPart> Parts { get; init; }

    /// <summary>What became of the lines.</summary>
    public required LineCounts Counts { get; init; }

    /// <summary>The first malformed lines of each reason.</summary>
    public required IReadOnlyList<MalformedSample> Samples { get; init; }

    /// <summary>
    /// Which writing of the record this is; set by the store that gave it, carried on into what takes its place (see
    /// <see cref="ChangedMeanwhileException"/>). Null when there was none. No part of what the record says.
    /// </summary>
    public string? Version { get; init; }
}
