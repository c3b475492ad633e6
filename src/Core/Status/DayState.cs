using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Status;

/// <summary>
/// How far a site's log day has come in a pipeline that waits for its uploads: what operators see, and nothing that counting needs.
/// </summary>
public sealed record DayState
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The log day.</summary>
    public required LogDay Day { get; init; }

    /// <summary>Where it stands.</summary>
    public DayProgress Progress { get; init; }

    /// <summary>The run that wrote this.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Uploads that were there.</summary>
    public int Uploads { get; init; }

    /// <summary>When the newest upload was received; null without any.</summary>
    public DateTimeOffset? LastUpload { get; init; }

    /// <summary>Hosts that were expected and sent nothing.</summary>
    public IReadOnlyList<ProxyHost> MissingHosts { get; init; } = [];

    /// <summary>
    /// Milliseconds that each station took in the last run, and its counts, as <c>combine.duration_ms</c>, <c>rawdb.lines</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Reason { get; init; }
}

/// <summary>Where a log day stands.</summary>
public enum DayProgress
{
    /// <summary>Uploads come, or are missing.</summary>
    Waiting,

    /// <summary>Its steps run.</summary>
    Counting,

    /// <summary>Counted as far as its uploads go.</summary>
    Counted,

    /// <summary>A step was given up; a later run tries again.</summary>
    Failed,
}

/// <summary>Keeps the state of log days.</summary>
public interface IDayStates
{
    /// <summary>A day's state; null when nothing was ever uploaded for it.</summary>
    Task<DayState?> FindAsync(Site site, LogDay day, CancellationToken cancellation);

    /// <summary>A site's days from one to another, both included, in order.</summary>
    IAsyncEnumerable<DayState> ListAsync(Site site, LogDay first, LogDay last, CancellationToken cancellation);

    /// <summary>Puts a state in the place of any earlier one. A second call with the same state changes nothing.</summary>
    Task PutAsync(DayState state, CancellationToken cancellation);
}
