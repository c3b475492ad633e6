using System.Text.Json.Serialization;
using Countme.Core.Time;
using Countme.Functions.Day;
using Countme.Functions.Status;

namespace Countme.Functions.Backfill;

/// <summary>Input of <see cref="BackfillDays"/>: what was asked for, and how far it has come.</summary>
/// <param name="SiteName">The site.</param>
/// <param name="FromText">The first log day.</param>
/// <param name="ToText">The last log day.</param>
/// <param name="Force">Whether days are loaded although nothing changed.</param>
/// <param name="Stations">What is done.</param>
/// <param name="Parallel">Days at a time.</param>
/// <param name="Pace">How to try again.</param>
public sealed record BackfillRun(string SiteName, string FromText, string ToText, bool Force, StationSet Stations, int Parallel, Pace Pace)
{
    /// <summary>Names this run; empty before it began.</summary>
    public string RunId { get; init; } = "";

    /// <summary>A mark for each day that is done: see <see cref="BackfillMarks"/>.</summary>
    public string Marks { get; init; } = "";

    /// <summary>Why the first day that failed did; null when none did.</summary>
    public string? Reason { get; init; }

    /// <summary>The orchestration: the same for the same request.</summary>
    [JsonIgnore]
    public string InstanceId => $"backfill-{SiteName}-{FromText}-{ToText}-{Hash()}";

    /// <summary>The range as events name it.</summary>
    [JsonIgnore]
    public string Key => $"{FromText}..{ToText}";

    /// <summary>The days that are left, in order.</summary>
    [JsonIgnore]
    internal IEnumerable<LogDay> Left => Days.Range(Days.Parse(FromText), Days.Parse(ToText)).Skip(Marks.Length);

    /// <summary>The orchestration of a day of a backfill.</summary>
    internal static string DayInstanceId(string backfillId, string runId, LogDay day) => $"{backfillId}-{day}-{runId[^8..]}";

    /// <summary>The day's run.</summary>
    internal DayRun RunOf(LogDay day) => new(new DayKey(SiteName, day.ToString()), Pace) { Force = Force, Stations = Stations };

    private string Hash()
    {
        string request = FormattableString.Invariant($"{SiteName} {FromText} {ToText} {Force} {(int)Stations} {Parallel}");
        return Teller.HashOf(request)[..12];
    }
}

/// <summary>Custom status of a backfill.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Marks">A mark for each day from the first one on.</param>
/// <param name="Running">Days after those that are being counted.</param>
public sealed record BackfillProgress(string RunId, string Marks, int Running)
{
    /// <summary>Why it failed; null when it did not, or not yet.</summary>
    public string? Reason { get; init; }

    /// <summary>The days that are being counted.</summary>
    internal IEnumerable<LogDay> Begun(BackfillRun run) => (run with { Marks = Marks }).Left.Take(Running);
}

/// <summary>One letter for what became of a day.</summary>
internal static class BackfillMarks
{
    /// <summary>It was counted, and something had changed.</summary>
    public const char Counted = 'c';

    /// <summary>It was right already.</summary>
    public const char Unchanged = 'u';

    /// <summary>A step was given up.</summary>
    public const char Failed = 'f';

    /// <summary>It has no uploads.</summary>
    public const char Empty = '-';

    /// <summary>The word for a mark.</summary>
    public static string WordOf(char mark) => mark switch
    {
        Counted => "counted",
        Unchanged => "unchanged",
        Failed => "failed",
        _ => "empty",
    };

    /// <summary>The mark of a day that was counted.</summary>
    public static char Of(DayResult result) => result.IsFailed ? Failed : result.DidWork ? Counted : Unchanged;
}
