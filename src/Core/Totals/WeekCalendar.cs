using Countme.Core.Time;

namespace Countme.Core.Totals;

/// <summary>Tells which weeks of a site are complete, from the first and last requests of each series.</summary>
/// <param name="days">All tallied days of the site.</param>
public sealed class WeekCalendar(IReadOnlyCollection<DayTally> days)
{
    /// <summary>How far past the end of a week a request must be dated to close it; logs step back by up to 241 s.</summary>
    public const int JitterSeconds = 600;

    /// <summary>The week of 2020-02-10, the first one of the countme series; older requests never count in it.</summary>
    public static readonly Week FirstCountmeWeek = new(2614);

    /// <summary>The first week of the unique series: older requests never count in it.</summary>
    public static readonly Week FirstUniqueWeek = new(0);

    private readonly Span? _countme = days.Aggregate((Span?)null, (span, day) => Span.Union(span, day.Countme));
    private readonly Span? _unique = days.Aggregate((Span?)null, (span, day) => Span.Union(span, day.Unique));
    private readonly HashSet<UtcDay> _days = [.. days.Where(day => day.Rows > 0).Select(day => day.Day)];

    /// <summary>First and last day that have any data; null when no day has.</summary>
    public (UtcDay First, UtcDay Last)? DataDays => _days.Count == 0 ? null : (_days.Min(), _days.Max());

    /// <summary>Whether a series of a week is complete.</summary>
    public bool IsComplete(Week week, Series series) => series == Series.Countme
        ? IsComplete(week, _countme, FirstCountmeWeek)
        : IsComplete(week, _unique, FirstUniqueWeek);

    /// <summary>Days of a week without data, up to the last day that has any.</summary>
    public IReadOnlyList<UtcDay> MissingDays(Week week) =>
        DataDays is { } data ? [.. week.Days.Where(day => day <= data.Last && !_days.Contains(day))] : [];

    /// <summary>Whether the data starts in the middle of a week.</summary>
    public bool IsPartial(Week week) => DataDays is { } data && data.First.Week == week && data.First > week.Monday;

    private static bool IsComplete(Week week, Span? requests, Week firstWeek)
    {
        if (requests is not { } span)
        {
            return false;
        }

        Week first = Week.Of(span.FirstUnixSeconds);
        first = first < firstWeek ? firstWeek : first;
        return week >= first && week < Week.Of(span.LastUnixSeconds - JitterSeconds);
    }
}
