using System.Globalization;
using System.Text;

namespace Countme.Cli.Sample;

/// <summary>Writes the times of one log day, and of the days before and after it, as they stand between host and request.</summary>
/// <param name="day">The data day, in UTC.</param>
internal sealed class ClockText(DateOnly day)
{
    /// <summary>Bytes of a time with what follows it: <c>06/Oct/2025:23:59:59 +0000] "</c>.</summary>
    public const int Bytes = 29;

    private const int DaySeconds = 86_400;

    private readonly byte[][] _dates = [DateBytes(day.AddDays(-1)), DateBytes(day), DateBytes(day.AddDays(1))];

    /// <summary>Writes a time.</summary>
    /// <param name="second">Seconds since the day began; from −86 400 to 172 799.</param>
    /// <param name="to">Where to; at least <see cref="Bytes"/> long.</param>
    public void Write(int second, Span<byte> to)
    {
        int days = Math.DivRem(second + DaySeconds, DaySeconds, out int ofDay);
        _dates[days].CopyTo(to);
        Digits.WriteTwo(ofDay / 3600, to[12..]);
        to[14] = (byte)':';
        Digits.WriteTwo(ofDay / 60 % 60, to[15..]);
        to[17] = (byte)':';
        Digits.WriteTwo(ofDay % 60, to[18..]);
        " +0000] \""u8.CopyTo(to[20..]);
    }

    private static byte[] DateBytes(DateOnly date) =>
        Encoding.UTF8.GetBytes(date.ToString("dd'/'MMM'/'yyyy':'", CultureInfo.InvariantCulture));
}
