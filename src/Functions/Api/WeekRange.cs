using System.Globalization;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Functions.Api;

/// <summary>The weeks that a request asks for.</summary>
/// <param name="Text">A date, a number or <c>latest</c>; null with days.</param>
/// <param name="First">The first day; null for no bound.</param>
/// <param name="Last">The last day; null for no bound.</param>
internal sealed record WeekRange(string? Text, DateOnly? First, DateOnly? Last)
{
    private const string Latest = "latest";

    /// <summary>Reads <c>week</c>, or <c>from</c> and <c>to</c>.</summary>
    public static WeekRange Read(ApiQuery asked)
    {
        (DateOnly? first, DateOnly? last) = (asked.Date("from"), asked.Date("to"));
        string? week = asked.Text("week");
        bool hasDays = asked.Text("from") is not null || asked.Text("to") is not null;
        if (week is not null && hasDays)
        {
            asked.Refuse("week", "week is given with from or to; give one or the other.");
        }
        else if (week is not null && week != Latest && Parse(week) is null)
        {
            asked.Refuse("week", $"week is \"{week}\"; a date as yyyy-MM-dd, a week's number or latest is expected.");
        }

        return new WeekRange(week ?? (hasDays ? null : Latest), first, last);
    }

    /// <summary>The weeks, in order; those without data between the first and the last one of the site among them.</summary>
    /// <exception cref="ApiException">There is no such week.</exception>
    public IReadOnlyList<Week> Choose(Site site, IReadOnlyList<WeekTotals> weeks, IReadOnlyList<Series> series)
    {
        if (weeks.Count == 0)
        {
            throw ApiException.NotFound($"There are no totals of {site}.");
        }

        if (Text == Latest)
        {
            return weeks.LastOrDefault(week => series.All(week.IsPublished)) is { } latest
                ? [latest.Week]
                : throw ApiException.NotFound($"No week of {site} is complete yet. Ask for one by a date in it.");
        }

        Week first = Text is null ? Week.Of(UtcDay.Of(First ?? DateOnly.MinValue).StartUnixSeconds) : Parse(Text)!.Value;
        Week last = Text is null ? Week.Of(UtcDay.Of(Last ?? DateOnly.MaxValue).StartUnixSeconds) : first;

        // Weeks before counting began are there only where a clock was wrong; the gap to them is none.
        Week begin = Max(first, weeks[0].Week);
        Week end = last < weeks[^1].Week ? last : weeks[^1].Week;
        var chosen = new List<Week>();
        for (Week week = begin; week <= end; week = week.Plus(1))
        {
            if (week > WeekCalendar.FirstCountmeWeek || weeks.Any(one => one.Week == week))
            {
                chosen.Add(week);
            }
        }

        return chosen.Count > 0 ? chosen : throw ApiException.NotFound(
            $"There are no totals of {site} then; there are weeks from {weeks[0].Week.Monday} to {weeks[^1].Week.Sunday}.");
    }

    private static Week Max(Week left, Week right) => left > right ? left : right;

    private static Week? Parse(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return UtcDay.Of(date).Week;
        }

        const int LastWeek = 400_000;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && Math.Abs(number) < LastWeek
            ? new Week(number) : null;
    }
}
