using Countme.Core.Time;

namespace Countme.Adapters.Formats;

/// <summary>Writes days, also those that no calendar date stands for.</summary>
internal static class UtcDayText
{
    private static readonly int First = UtcDay.Of(DateOnly.MinValue).Number;
    private static readonly int Last = UtcDay.Of(DateOnly.MaxValue).Number;

    /// <summary>The day as yyyy-MM-dd; outside the years 1 to 9999, where a zone can shift a line, as <c>day</c> and its number.</summary>
    public static string Of(UtcDay day) => day.Number >= First && day.Number <= Last ? day.ToString() : $"day{day.Number}";
}
