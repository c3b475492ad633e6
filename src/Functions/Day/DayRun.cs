using System.Text.Json.Serialization;

namespace Countme.Functions.Day;

/// <summary>
/// Input of <see cref="CountDay"/> and <see cref="Backfill.RecountDay"/>: a day and how to count it, as it was when the run was started.
/// </summary>
/// <param name="Key">The site and log day.</param>
/// <param name="Pace">How to wait and to try again.</param>
public sealed record DayRun(DayKey Key, Pace Pace)
{
    /// <summary>Names this run among those of the same day; empty before it began.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Whether the day is loaded although nothing changed.</summary>
    public bool Force { get; init; }

    /// <summary>What is done.</summary>
    public StationSet Stations { get; init; } = StationSet.All;

    /// <summary>When the first round of this run began, in Unix seconds; 0 before that.</summary>
    public long BeganUnixSeconds { get; init; }

    /// <summary>When the last change of the day's uploads was seen, in Unix seconds; 0 before the first look.</summary>
    public long ChangedUnixSeconds { get; init; }

    /// <summary>Identifies the uploads that were seen; empty before the first look.</summary>
    public string Uploads { get; init; } = "";

    /// <summary>Rounds that went before: the history begins anew with each.</summary>
    public int Round { get; init; }

    /// <summary>Whether there is nothing to wait for.</summary>
    [JsonIgnore]
    public bool IsBegun => RunId.Length > 0;
}

/// <summary>How a run waits and tries again.</summary>
/// <param name="QuietMinutes">How long no upload may come before the day is counted without the missing hosts.</param>
/// <param name="MaxWaitMinutes">Longest wait for uploads.</param>
/// <param name="Tries">How often a step is tried.</param>
/// <param name="RetrySeconds">First wait before a step is tried again.</param>
public sealed record Pace(int QuietMinutes, int MaxWaitMinutes, int Tries, int RetrySeconds)
{
    /// <summary>Longest wait before a step is tried again, in seconds.</summary>
    private const int MaxRetrySeconds = 300;

    /// <summary>The pace that the settings ask for.</summary>
    public static Pace Of(Settings.CountmeOptions options) =>
        new(options.QuietMinutes, options.MaxWaitHours * 60, options.StepTries, options.RetrySeconds);

    /// <summary>The wait after a try that failed; the first try is 1.</summary>
    public TimeSpan WaitAfter(int tries) => TimeSpan.FromSeconds(Math.Min(MaxRetrySeconds, RetrySeconds * Math.Pow(2, tries - 1)));
}

/// <summary>Which stations a run goes through.</summary>
[Flags]
public enum StationSet
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Uploads are merged.</summary>
    Combine = 1,

    /// <summary>Merged logs become raw parts.</summary>
    RawDb = 2,

    /// <summary>Raw parts become tallies and totals.</summary>
    Totals = 4,

    /// <summary>Totals become public files.</summary>
    Publish = 8,

    /// <summary>All of them.</summary>
    All = Combine | RawDb | Totals | Publish,
}

/// <summary>What became of a day: output of its orchestration.</summary>
/// <param name="IsFailed">Whether a step was given up.</param>
/// <param name="DidWork">Whether anything was done.</param>
/// <param name="Uploads">Uploads that were there.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
public sealed record DayResult(bool IsFailed, bool DidWork, int Uploads, string? Reason);
