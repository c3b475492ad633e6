namespace Countme.Cli.Uploading;

/// <summary>What became of a log.</summary>
internal enum UploadOutcome
{
    /// <summary>It was there already.</summary>
    There,

    /// <summary>It is there now, or would be after a run that is none for practice.</summary>
    Sent,

    /// <summary>It took the place of what was there under its name, or would.</summary>
    Replaced,

    /// <summary>It changed while it was read; nothing was put there, the next run takes it.</summary>
    Changing,

    /// <summary>It could not be read or sent.</summary>
    Failed,
}

/// <summary>A log and what became of it.</summary>
/// <param name="Log">The log.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it failed, or what to know about it; null otherwise.</param>
internal sealed record UploadResult(OwnLog Log, UploadOutcome Outcome, string? Reason = null)
{
    /// <summary>Whether it failed because this identity may not do that.</summary>
    public bool IsDenied { get; init; }
}

/// <summary>What a run did.</summary>
/// <param name="Results">Every log of the window, in the order they were found.</param>
/// <param name="SentBytes">Bytes that went over the network as blocks; blocks that were there already are not in it.</param>
/// <param name="MayList">Whether this identity may list the container.</param>
internal sealed record UploadReport(IReadOnlyList<UploadResult> Results, long SentBytes, bool MayList)
{
    /// <summary>How many logs had an outcome.</summary>
    public int Count(UploadOutcome outcome) => Results.Count(result => result.Outcome == outcome);
}
