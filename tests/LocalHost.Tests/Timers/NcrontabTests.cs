using System.Globalization;
using Countme.LocalHost.Timers;

namespace Countme.LocalHost.Tests.Timers;

public sealed class NcrontabTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-04-01 12:00:00", "2026-04-01 12:05:00")]
    [InlineData("0 */5 * * * *", "2026-04-01 11:59:59", "2026-04-01 12:00:00")]
    [InlineData("*/20 * * * * *", "2026-04-01 12:00:41", "2026-04-01 12:01:00")]
    [InlineData("30 15,45 6-8 * * *", "2026-04-01 08:45:30", "2026-04-02 06:15:30")]
    [InlineData("0 0 0 1 * *", "2026-12-31 23:59:59", "2027-01-01 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 30 9 * * Mon-Fri", "2026-04-03 09:30:00", "2026-04-06 09:30:00")]
    [InlineData("0 0 4 * * 7", "2026-04-01 00:00:00", "2026-04-05 04:00:00")]
    [InlineData("0 0 0 1 jan,jul *", "2026-04-01 00:00:00", "2026-07-01 00:00:00")]
    [InlineData("0 10/20 * * * *", "2026-04-01 12:10:00", "2026-04-01 12:30:00")]
    public void Next_OfSchedule_IsTheFirstTimeAfter(string schedule, string after, string expected)
    {
        DateTime? next = Ncrontab.Parse(schedule).Next(Time(after));

        Assert.Equal(Time(expected), next);
    }

    [Theory]
    [InlineData("* * * * *", "with 5 fields")]
    [InlineData("60 * * * * *", "Found '60' as second")]
    [InlineData("0 a * * * *", "Found 'a' as minute")]
    [InlineData("0 5-1 * * * *", "Found '5-1' as minute")]
    [InlineData("0 */0 * * * *", "Found '*/0' as minute")]
    [InlineData("0 0 0 0 * *", "Found '0' as day")]
    [InlineData("0 0 0 * foo *", "Found 'foo' as month")]
    [InlineData("0 0 0 31 2 *", "never comes")]
    public void Parse_OfNonsense_SaysWhere(string schedule, string said)
    {
        FormatException exception = Assert.Throws<FormatException>(() => Ncrontab.Parse(schedule));

        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
    }

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
