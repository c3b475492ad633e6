using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Exchange;

/// <summary>One row of published totals.</summary>
/// <param name="Week">The week.</param>
/// <param name="Count">What was counted, and how often.</param>
public sealed record TotalsRow(Week Week, BucketCount Count)
{
    // The weeks whose days are all in the years 1 to 9999.
    private static readonly long FirstWeek = Week.Of(UtcDay.Of(DateOnly.MinValue).StartUnixSeconds).Number;
    private static readonly long LastWeek = Week.Of(UtcDay.Of(DateOnly.MaxValue).StartUnixSeconds).Number - 1;

    /// <summary>Whether a number names a week whose days the calendar has.</summary>
    internal static bool IsWeek(long number) => number >= FirstWeek && number <= LastWeek;
}
