using System.CommandLine;
using System.Globalization;
using Countme.Cli.Running;
using Countme.Cli.Verbs;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Cli.Reading;

/// <summary>A week as a person names it: a date in it, its number, or <c>latest</c>.</summary>
internal static class WeekChoice
{
    /// <summary>Stands for the latest complete week.</summary>
    public const string Latest = "latest";

    /// <summary>The argument <c>WEEK</c>.</summary>
    /// <param name="isRequired">Whether it must be given; else it is the latest week.</param>
    public static Argument<string> Argument(bool isRequired)
    {
        var argument = new Argument<string>("week")
        {
            HelpName = "WEEK",
            Description = "Any date of the week as yyyy-MM-dd, its number, or latest: the latest complete week."
                + (isRequired ? "" : " Default: latest."),
        };
        if (!isRequired)
        {
            argument.DefaultValueFactory = _ => Latest;
            argument.Arity = ArgumentArity.ZeroOrOne;
        }

        argument.Validators.Add(result =>
        {
            string? text = result.Tokens.SingleOrDefault()?.Value;
            if (text is not null && text != Latest && Parse(text) is null)
            {
                result.AddError(SharedOptions.LooksLikeOption(text)
                    ? SharedOptions.NoOption(text)
                    : $"WEEK is \"{text}\"; a date as yyyy-MM-dd, a week's number or latest is expected.");
            }
        });
        return argument;
    }

    /// <summary>Finds a week among those of a site.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="weeks">The weeks of the site, in order.</param>
    /// <param name="series">The series that must all be complete in the latest week.</param>
    /// <exception cref="RefusedException">There is no such week.</exception>
    public static WeekTotals Find(string text, IReadOnlyList<WeekTotals> weeks, IReadOnlyList<Series> series)
    {
        if (weeks.Count == 0)
        {
            throw new RefusedException("Found no week: nothing was totalled yet. Count logs of the site first, or run countme total.");
        }

        if (text == Latest)
        {
            return weeks.LastOrDefault(week => series.All(week.IsPublished))
                ?? throw new RefusedException(
                    $"Found no complete week among those of {Range(weeks)}: a week is complete once a request of the week after it is "
                        + "there. "
                    + "Count later logs, or name a week.");
        }

        Week wanted = Parse(text)!.Value;
        return weeks.FirstOrDefault(week => week.Week == wanted)
            ?? throw new RefusedException($"Found no totals of week {wanted} ({wanted.Monday} to {wanted.Sunday}); there are weeks of "
                + $"{Range(weeks)}. Name one of them.");
    }

    private static string Range(IReadOnlyList<WeekTotals> weeks) => $"{weeks[0].Week.Monday} to {weeks[^1].Week.Sunday}";

    private static Week? Parse(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return UtcDay.Of(date).Week;
        }

        const int lastWeek = 400_000;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && Math.Abs(number) < lastWeek
            ? new Week(number) : null;
    }
}
