using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Combine;

/// <summary>One site's log of one log day: all its uploads in time order, with the list of what went in.</summary>
public sealed record CombinedLog
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The log day.</summary>
    public required LogDay Day { get; init; }

    /// <summary>The uploads that went in, in order of host, then name.</summary>
    public required IReadOnlyList<CombinedInput> Inputs { get; init; }

    /// <summary>The uploads of the day that were left out, with the reason.</summary>
    public required IReadOnlyList<LeftOut> LeftOut { get; init; }

    /// <summary>First instant, in Unix seconds, that none of the lines may carry: the latest limit of the inputs.</summary>
    public required long ClockLimitUnixSeconds { get; init; }

    /// <summary>True when the day has a single upload: that upload is the combined log and nothing is copied.</summary>
    public required bool IsInPlace { get; init; }

    /// <summary>Lines merged; null for a log in place, whose lines are first counted when it is loaded.</summary>
    public long? Lines { get; init; }

    /// <summary>Size of the content without compression, in bytes; null for a log in place that was not read yet.</summary>
    public long? ContentBytes { get; init; }

    /// <summary>How its store names the stored content; null for a log in place, and where site and day tell it.</summary>
    public string? Content { get; init; }

    /// <summary>
    /// Which writing of the record this is; set by the store that gave it, carried on into what takes its place (see
    /// <see cref="ChangedMeanwhileException"/>). Null when there was none. No part of what the record says.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>Whether a log of the day is missing: one was set aside.</summary>
    public bool IsIncomplete => LeftOut.Any(upload => upload.State == UploadState.SetAside);

    /// <summary>Identifies what went in: equal when the same uploads with the same content went in.</summary>
    public string Fingerprint => string.Join('|', Inputs.Select(input => $"{input.Name}\n{input.ETag}"));
}

/// <summary>An upload as it was when it went into a combined log.</summary>
/// <param name="Host">The machine that wrote it.</param>
/// <param name="Name">Where its store finds it.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Hash">Fingerprint of its content; null for a log in place that was not read yet.</param>
/// <param name="ContentBytes">Size of its content, in bytes; null likewise.</param>
public sealed record CombinedInput(ProxyHost Host, string Name, string ETag, ContentHash? Hash, long? ContentBytes);

/// <summary>An upload of the day that did not go in.</summary>
/// <param name="Host">The machine that wrote it.</param>
/// <param name="Name">Where its store finds it.</param>
/// <param name="ETag">Its version.</param>
/// <param name="State">Duplicate or set aside.</param>
/// <param name="Reason">Which upload it repeats, or why it cannot be read.</param>
public sealed record LeftOut(ProxyHost Host, string Name, string ETag, UploadState State, string Reason);
