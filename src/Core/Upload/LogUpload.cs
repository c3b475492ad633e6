using Countme.Core.Time;

namespace Countme.Core.Upload;

/// <summary>One uploaded log as the ledger knows it: a row for each name, kept for good.</summary>
public sealed record LogUpload
{
    /// <summary>The machine that wrote the log.</summary>
    public required ProxyHost Host { get; init; }

    /// <summary>The site whose requests it holds.</summary>
    public required Site Site { get; init; }

    /// <summary>The day it was rotated under; for a log without a day in its name, the UTC day of its first dated line.</summary>
    public required LogDay Day { get; init; }

    /// <summary>Where its store finds it: a file's full path, or a blob's name. The ledger's key.</summary>
    public required string Name { get; init; }

    /// <summary>Changes whenever the stored bytes may have changed.</summary>
    public required string ETag { get; init; }

    /// <summary>Size as stored, compressed or not, in bytes.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>
    /// First instant, in Unix seconds, that none of its lines may carry. From the log day; for a log without a day in its name
    /// from the day it was received.
    /// </summary>
    public required long ClockLimitUnixSeconds { get; init; }

    /// <summary>What became of it.</summary>
    public UploadState State { get; init; }

    /// <summary>Why it was set aside, or which upload it repeats; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Fingerprint of its content without compression; null until it was read once.</summary>
    public ContentHash? Hash { get; init; }

    /// <summary>Size of its content without compression, in bytes; null until it was read once.</summary>
    public long? ContentBytes { get; init; }

    /// <summary>
    /// Which writing of the record this is; set by the store that gave it, carried on into what takes its place (see
    /// <see cref="ChangedMeanwhileException"/>). Null when there was none. No part of what the record says.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>What became of an upload.</summary>
public enum UploadState
{
    /// <summary>Entered in the ledger, not read yet.</summary>
    Received,

    /// <summary>Part of its day's combined log.</summary>
    Combined,

    /// <summary>Its content is that of another upload of the same site and day, which counts.</summary>
    Duplicate,

    /// <summary>Could not be read; the day goes on without it and says so.</summary>
    SetAside,
}
