using System.Globalization;

namespace Countme.Core.Time;

/// <summary>A calendar day in UTC, as the number of days since 1970-01-01; earlier days are negative.</summary>
/// <param name="Number">Days since 1970-01-01.</param>
public readonly record struct UtcDay(int Number) : IComparable<UtcDay>
{
    /// <summary>Length of a day in seconds.</summary>
    public const int Seconds = 86_400;

    private static readonly int EpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;
    private static readonly int MaxDayNumber = DateOnly.MaxValue.DayNumber;

    /// <summary>First second of the day, in Unix seconds.</summary>
    public long StartUnixSeconds => (long)Number * Seconds;

    /// <summary>First second after the day, in Unix seconds.</summary>
    public long EndUnixSeconds => StartUnixSeconds + Seconds;

    /// <summary>The week that holds this day.</summary>
    public Week Week => Week.Of(StartUnixSeconds);

    /// <summary>The same day as a calendar date.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is outside the years 1 to 9999.</exception>
    public DateOnly Date => DateOnly.FromDayNumber(EpochDayNumber + Number);

    /// <summary>The day that holds an instant.</summary>
    public static UtcDay Of(long unixSeconds) => new((int)Floor.Divide(unixSeconds, Seconds));

    /// <summary>The day of a calendar date.</summary>
    public static UtcDay Of(DateOnly date) => new(date.DayNumber - EpochDayNumber);

    /// <inheritdoc/>
    public int CompareTo(UtcDay other) => Number.CompareTo(other.Number);

    /// <summary>The date as yyyy-MM-dd; a day outside the calendar (the year 1 and a zone) as its number.</summary>
    public override string ToString() => Number + EpochDayNumber is var dayNumber && dayNumber >= 0 && dayNumber <= MaxDayNumber
        ? Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether one day is before the other.</summary>
    public static bool operator <(UtcDay left, UtcDay right) => left.Number < right.Number;

    /// <summary>Whether one day is after the other.</summary>
    public static bool operator >(UtcDay left, UtcDay right) => left.Number > right.Number;

    /// <summary>Whether one day is the other or before it.</summary>
    public static bool operator <=(UtcDay left, UtcDay right) => left.Number <= right.Number;

    /// <summary>Whether one day is the other or after it.</summary>
    public static bool operator >=(UtcDay left, UtcDay right) => left.Number >= right.Number;
}
