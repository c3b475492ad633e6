using System.Globalization;

namespace Countme.Core.Time;

/// <summary>
/// A counting week: Monday 00:00:00 UTC (inclusive) to the next Monday (exclusive). Week 0 starts on 1970-01-05; earlier weeks
/// are negative.
/// </summary>
/// <param name="Number">Weeks since the one that started on 1970-01-05.</param>
public readonly record struct Week(int Number) : IComparable<Week>
{
    /// <summary>Length of a week in seconds.</summary>
    public const int Seconds = 7 * UtcDay.Seconds;

    /// <summary>1970-01-05, the Monday that week 0 starts on, in Unix seconds.</summary>
    public const int EpochUnixSeconds = 345_600;

    /// <summary>First second of the week, in Unix seconds.</summary>
    public long StartUnixSeconds => ((long)Number * Seconds) + EpochUnixSeconds;

    /// <summary>First second after the week, in Unix seconds.</summary>
    public long EndUnixSeconds => StartUnixSeconds + Seconds;

    /// <summary>The week's Monday.</summary>
    public UtcDay Monday => UtcDay.Of(StartUnixSeconds);

    /// <summary>The week's Sunday.</summary>
    public UtcDay Sunday => new(Monday.Number + 6);

    /// <summary>The seven days, Monday first.</summary>
    public IEnumerable<UtcDay> Days
    {
        get
        {
            int monday = Monday.Number;
            return Enumerable.Range(monday, 7).Select(day => new UtcDay(day));
        }
    }

    /// <summary>The week that holds an instant: floor((t − 345600) / 604800).</summary>
    public static Week Of(long unixSeconds) => new((int)Floor.Divide(unixSeconds - EpochUnixSeconds, Seconds));

    /// <summary>The week after (or, with a negative count, before) this one.</summary>
    public Week Plus(int weeks) => new(Number + weeks);

    /// <inheritdoc/>
    public int CompareTo(Week other) => Number.CompareTo(other.Number);

    /// <summary>The number, as the existing system writes it.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether one week is before the other.</summary>
    public static bool operator <(Week left, Week right) => left.Number < right.Number;

    /// <summary>Whether one week is after the other.</summary>
    public static bool operator >(Week left, Week right) => left.Number > right.Number;

    /// <summary>Whether one week is the other or before it.</summary>
    public static bool operator <=(Week left, Week right) => left.Number <= right.Number;

    /// <summary>Whether one week is the other or after it.</summary>
    public static bool operator >=(Week left, Week right) => left.Number >= right.Number;
}
