using System.Globalization;
using System.Numerics;

namespace Countme.LocalHost.Timers;

/// <summary>
/// A schedule of six fields: second, minute, hour, day, month, day of week (0 or 7: Sunday). A field is <c>*</c>, a number or name, a
/// range <c>a-b</c>, a step <c>*/n</c> or <c>a-b/n</c>, or a list of those. Times are UTC.
/// </summary>
internal sealed class Ncrontab
{
    private static readonly (string Name, int First, int Last)[] Fields =
        [("second", 0, 59), ("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("day of week", 0, 7)];

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong[] _allowed;
    private readonly string _text;

    private Ncrontab(string text, ulong[] allowed)
    {
        _text = text;
        _allowed = allowed;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static Ncrontab Parse(string text)
    {
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            throw new FormatException(
                $"Found schedule '{text}' with {parts.Length} fields, expected six: "
                + "second, minute, hour, day, month, day of week, as in '0 */5 * * * *'.");
        }

        ulong[] allowed = [.. parts.Select((part, field) => ParseField(text, part, field))];
        allowed[5] |= allowed[5] >> 7 & 1;
        var schedule = new Ncrontab(text, allowed);
        return schedule.Next(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is not null
            ? schedule
            : throw new FormatException($"Found schedule '{text}', which never comes, expected days that its months have.");
    }

    /// <summary>The first time after another; null if there is none within ten years.</summary>
    public DateTime? Next(DateTime after)
    {
        var time = new DateTime(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second, DateTimeKind.Utc);
        time = time.AddSeconds(1);
        DateTime end = time.AddYears(10);
        while (time < end)
        {
            if (!Has(4, time.Month))
            {
                time = new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!Has(3, time.Day) || !Has(5, (int)time.DayOfWeek))
            {
                time = time.Date.AddDays(1);
            }
            else if (!Has(2, time.Hour))
            {
                time = time.Date.AddHours(time.Hour + 1);
            }
            else if (!Has(1, time.Minute))
            {
                time = time.AddSeconds(60 - time.Second);
            }
            else if (!Has(0, time.Second))
            {
                time = time.AddSeconds(Step(time.Second));
            }
            else
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>The schedule as written.</summary>
    public override string ToString() => _text;

    private bool Has(int field, int value) => (_allowed[field] >> value & 1) != 0;

    /// <summary>Seconds to the next allowed second of this minute, or to the next minute.</summary>
    private int Step(int second)
    {
        ulong later = _allowed[0] & ~((1UL << second) - 1);
        return (later == 0 ? 60 : BitOperations.TrailingZeroCount(later)) - second;
    }

    private static ulong ParseField(string schedule, string field, int index)
    {
        ulong allowed = 0;
        foreach (string item in field.Split(','))
        {
            allowed |= ParseItem(item, index) ?? throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"Found '{item}' as {Fields[index].Name} in schedule '{schedule}', expected *, "
                + $"a number from {Fields[index].First} to {Fields[index].Last}, a range or a step."));
        }

        return allowed;
    }

    private static ulong? ParseItem(string item, int index)
    {
        (_, int first, int last) = Fields[index];
        string[] parts = item.Split('/');
        int step = 1;
        if (parts.Length > 2
            || (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1)))
        {
            return null;
        }

        if (parts[0] == "*")
        {
            // Sunday has two numbers; a star means each day once.
            last = index == 5 ? 6 : last;
        }
        else
        {
            string[] range = parts[0].Split('-');
            if (range.Length > 2 || ParseNumber(range[0], index) is not { } from || ParseNumber(range[^1], index) is not { } to
                || from > to)
            {
                return null;
            }

            (first, last) = (from, range.Length == 1 && parts.Length == 2 ? last : to);
        }

        ulong allowed = 0;
        for (int value = first; value <= last; value += step)
        {
            allowed |= 1UL << value;
        }

        return allowed;
    }

    private static int? ParseNumber(string text, int index)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number >= Fields[index].First && number <= Fields[index].Last ? number : null;
        }

        string name = text.Length >= 3 ? text[..3].ToLowerInvariant() : text;
        int found = index switch { 4 => Array.IndexOf(Months, name) + 1, 5 => Array.IndexOf(Days, name), _ => -1 };
        return found >= Fields[index].First ? found : null;
    }
}
