using System.Text;

namespace Countme.Core.Time;

/// <summary>What <see cref="LogTime"/> made of a text.</summary>
public enum LogTimeResult
{
    /// <summary>An instant.</summary>
    Instant,

    /// <summary>No instant.</summary>
    NotATime,

    /// <summary>Second 60, which the rules do not accept.</summary>
    LeapSecond,
}

/// <summary>Reads the time of an access log, <c>06/Oct/2025:12:00:00 +0000</c>, with all that the existing system lets pass.</summary>
public static class LogTime
{
    private const int MaxOffsetMinutes = 1440;
    private static readonly long UnixEpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Reads a time from UTF-8 text into Unix seconds, which may be negative.</summary>
    public static LogTimeResult Read(ReadOnlySpan<byte> time, out long unixSeconds)
    {
        unixSeconds = 0;
        int space = time.IndexOf((byte)' ');
        if (space < 0)
        {
            return LogTimeResult.NotATime;
        }

        LogTimeResult result = ReadClock(time[..space], out long clock);
        if (result == LogTimeResult.NotATime || !TryReadOffset(time[(space + 1)..], out int offsetMinutes))
        {
            return LogTimeResult.NotATime;
        }

        unixSeconds = clock - (offsetMinutes * 60L);
        return result;
    }

    private static LogTimeResult ReadClock(ReadOnlySpan<byte> clock, out long seconds)
    {
        seconds = 0;
        if (!TryCut(ref clock, (byte)':', out var date) || !TryCut(ref clock, (byte)':', out var hourText)
            || !TryCut(ref clock, (byte)':', out var minuteText) || !TryReadDate(date, out long days)
            || !TryReadBetween(hourText, 0, 23, out int hour) || !TryReadBetween(minuteText, 0, 59, out int minute)
            || !TryReadBetween(clock, 0, 60, out int second))
        {
            return LogTimeResult.NotATime;
        }

        seconds = (days * UtcDay.Seconds) + (hour * 3600) + (minute * 60) + second;
        return second == 60 ? LogTimeResult.LeapSecond : LogTimeResult.Instant;
    }

    private static bool TryReadDate(ReadOnlySpan<byte> date, out long daysSince1970)
    {
        daysSince1970 = 0;
        if (!TryCut(ref date, (byte)'/', out var dayText) || !TryCut(ref date, (byte)'/', out var monthName))
        {
            return false;
        }

        int month = MonthOf(monthName);
        if (month == 0 || !TryReadBetween(date, 1, 9999, out int year)
            || !TryReadBetween(dayText, 1, DateTime.DaysInMonth(year, month), out int day))
        {
            return false;
        }

        daysSince1970 = new DateOnly(year, month, day).DayNumber - UnixEpochDayNumber;
        return true;
    }

    /// <summary>The number of a month name, 1 to 12; 0 for any other text. Case matters.</summary>
    public static int MonthOf(ReadOnlySpan<byte> name)
    {
        const string Names = "JanFebMarAprMayJunJulAugSepOctNovDec";
        if (name.Length != 3)
        {
            return 0;
        }

        for (int month = 0; month < 12; month++)
        {
            if (name[0] == Names[month * 3] && name[1] == Names[(month * 3) + 1] && name[2] == Names[(month * 3) + 2])
            {
                return month + 1;
            }
        }

        return 0;
    }

    /// <summary>Reads a zone: any first character (a hyphen negates), two of hours, two of minutes; what follows is ignored.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.SequenceEqual("+0000"u8) || zone.SequenceEqual("-0000"u8))
        {
            return true;
        }

        bool isNegative = !zone.IsEmpty && zone[0] == '-';
        zone = SkipCharacters(zone, 1);
        var afterHours = SkipCharacters(zone, 2);
        var afterMinutes = SkipCharacters(afterHours, 2);
        var hourText = zone[..(zone.Length - afterHours.Length)];
        var minuteText = afterHours[..(afterHours.Length - afterMinutes.Length)];
        if (LenientInt.Read(hourText, out long hours) != LenientIntResult.Number
            || LenientInt.Read(minuteText, out long rest) != LenientIntResult.Number)
        {
            return false;
        }

        int total = (int)((hours * 60) + rest);
        minutes = isNegative ? -total : total;
        return Math.Abs(total) < MaxOffsetMinutes;
    }

    private static ReadOnlySpan<byte> SkipCharacters(ReadOnlySpan<byte> text, int characters)
    {
        for (; characters > 0 && !text.IsEmpty; characters--)
        {
            Rune.DecodeFromUtf8(text, out _, out int length);
            text = text[length..];
        }

        return text;
    }

    private static bool TryCut(ref ReadOnlySpan<byte> text, byte separator, out ReadOnlySpan<byte> before)
    {
        int index = text.IndexOf(separator);
        before = index < 0 ? default : text[..index];
        text = index < 0 ? text : text[(index + 1)..];
        return index >= 0;
    }

    private static bool TryReadBetween(ReadOnlySpan<byte> text, int least, int most, out int value)
    {
        bool isNumber = LenientInt.Read(text, out long number) == LenientIntResult.Number;
        value = (int)Math.Clamp(number, least, most);
        return isNumber && value == number;
    }
}
