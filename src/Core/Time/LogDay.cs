using System.Globalization;

namespace Countme.Core.Time;

/// <summary>The day a log was rotated under: the day in its path. Its lines are mostly those of the day before.</summary>
/// <param name="Date">The date in the path.</param>
public readonly record struct LogDay(DateOnly Date) : IComparable<LogDay>
{
    /// <summary>How long after the end of its log day a line may still be dated; a later date is a broken clock.</summary>
    public const int ClockToleranceSeconds = UtcDay.Seconds;

    /// <summary>First instant, in Unix seconds, that a line of this log day may not carry: the day's end and 24 hours.</summary>
    public long ClockLimitUnixSeconds => UtcDay.Of(Date).EndUnixSeconds + ClockToleranceSeconds;

    /// <inheritdoc/>
    public int CompareTo(LogDay other) => Date.CompareTo(other.Date);

    /// <summary>Reads yyyy-MM-dd.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(string? text, out LogDay day)
    {
        bool parsed = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        day = new LogDay(date);
        return parsed;
    }

    /// <summary>The date as yyyy-MM-dd.</summary>
    public override string ToString() => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Whether one day is before the other.</summary>
    public static bool operator <(LogDay left, LogDay right) => left.Date < right.Date;

    /// <summary>Whether one day is after the other.</summary>
    public static bool operator >(LogDay left, LogDay right) => left.Date > right.Date;

    /// <summary>Whether one day is the other or before it.</summary>
    public static bool operator <=(LogDay left, LogDay right) => left.Date <= right.Date;

    /// <summary>Whether one day is the other or after it.</summary>
    public static bool operator >=(LogDay left, LogDay right) => left.Date >= right.Date;
}
