using Countme.Core.Time;

namespace Countme.Functions.Day;

/// <summary>Days as messages carry them: as yyyy-MM-dd.</summary>
internal static class Days
{
    /// <summary>Reads a log day that this app wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LogDay Parse(string text) => LogDay.TryParse(text, out LogDay day)
        ? day
        : throw new FormatException($"The log day is \"{text}\"; yyyy-MM-dd is expected. Start the orchestration again.");

    /// <summary>Every day from one to another, both included.</summary>
    public static IEnumerable<LogDay> Range(LogDay first, LogDay last)
    {
        for (int number = first.Date.DayNumber; number <= last.Date.DayNumber; number++)
        {
            yield return new LogDay(DateOnly.FromDayNumber(number));
        }
    }
}
