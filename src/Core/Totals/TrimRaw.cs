using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>What raw data to remove.</summary>
public sealed record TrimOptions
{
    /// <summary>Full weeks to keep before the week of the newest row.</summary>
    /// <value>Default 13. At least 1.</value>
    public int KeepWeeks { get; init; } = 13;

    /// <summary>Whether to remove no more than the oldest week.</summary>
    public bool OldestWeekOnly { get; init; }

    /// <summary>Whether the oldest and newest rows are looked for among rows without an age only.</summary>
    public bool UniqueOnly { get; init; }

    /// <summary>Whether only to tell what would be removed.</summary>
    /// <value>Default true.</value>
    public bool DryRun { get; init; } = true;

    /// <summary>Whether to remove raw data of weeks that are not complete.</summary>
    public bool Force { get; init; }
}

/// <summary>What <see cref="TrimRaw"/> did.</summary>
/// <param name="From">The first UTC day with rows to remove; null when there is nothing to remove.</param>
/// <param name="Until">The Monday that is kept; null likewise.</param>
/// <param name="Rows">Rows to remove.</param>
/// <param name="Uncounted">Weeks among them that are not complete; with any, nothing is removed unless forced.</param>
/// <param name="Removed">Whether the rows were removed.</param>
public sealed record TrimReport(UtcDay? From, UtcDay? Until, long Rows, IReadOnlyList<Week> Uncounted, bool Removed);

/// <summary>
/// Removes old raw data with the keys of its pseudonyms. Days are tallied before, and their tallies stay for good: what was counted
/// is not lost. A row that comes for such a day afterwards is not counted any more.
/// </summary>
/// <param name="rawDb">The raw data.</param>
/// <param name="totals">The tallies.</param>
public sealed class TrimRaw(IRawDb rawDb, ITotals totals)
{
    /// <summary>Removes raw data older than the weeks to keep. A second call finds nothing more to remove.</summary>
    public async Task<TrimReport> RunAsync(Site site, TrimOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.KeepWeeks, 1);
        var tally = new TallyDay(rawDb, totals);
        foreach (UtcDay day in await tally.FindStaleAsync(site, cancellation).ConfigureAwait(false))
        {
            await tally.RunAsync(site, day, cancellation).ConfigureAwait(false);
        }

        var days = await totals.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        if (Range(days, options) is not var (from, until))
        {
            return new TrimReport(null, null, 0, [], Removed: false);
        }

        DayTally[] cut = [.. days.Where(day => IsRaw(day) && day.Day >= UtcDay.Of(from) && day.Day.StartUnixSeconds < until)];
        var calendar = new WeekCalendar(days);
        Week[] uncounted =
        [
            .. cut.Select(day => day.Day.Week).Distinct().Order().Where(week =>
                !calendar.IsComplete(week, Series.Countme) && !calendar.IsComplete(week, Series.Unique)),
        ];
        bool isRemoving = !options.DryRun && (uncounted.Length == 0 || options.Force);
        long rows = 0;
        foreach (DayTally day in cut)
        {
            rows += await RemoveAsync(day, from, isRemoving, cancellation).ConfigureAwait(false);
        }

        return new TrimReport(UtcDay.Of(from), UtcDay.Of(until), rows, uncounted, isRemoving);
    }

    /// <summary>The rows to remove: from the oldest one up to the Monday of the newest one's week less the weeks to keep and one.</summary>
    private static (long From, long Until)? Range(IReadOnlyList<DayTally> days, TrimOptions options)
    {
        Span? all = days.Where(IsRaw).Aggregate((Span?)null, (span, day) =>
            Span.Union(span, options.UniqueOnly ? day.Unique : Span.Union(day.Unique, day.Countme)));
        if (all is not { } rows)
        {
            return null;
        }

        long until = Week.Of(rows.LastUnixSeconds).Plus(-(options.KeepWeeks + 1)).StartUnixSeconds;
        if (options.OldestWeekOnly)
        {
            until = Math.Min(until, Week.Of(rows.FirstUnixSeconds).EndUnixSeconds);
        }

        return until <= rows.FirstUnixSeconds ? null : (rows.FirstUnixSeconds, until);
    }

    private static bool IsRaw(DayTally day) => day is { IsFinal: false, IsImported: false, Rows: > 0 };

    /// <summary>Removes the rows of a day from an instant on; a day whose first rows are older keeps those.</summary>
    /// <returns>How many rows are, or would be, removed.</returns>
    private async Task<long> RemoveAsync(DayTally day, long from, bool isRemoving, CancellationToken cancellation)
    {
        long first = Span.Union(day.Countme, day.Unique)!.Value.FirstUnixSeconds;
        bool isWhole = from <= first;
        if (isRemoving)
        {
            // Before the rows go: whoever is killed in between leaves rows too many, and no day that could be counted short.
            await MarkFinalAsync(day, cancellation).ConfigureAwait(false);
        }

        long kept = 0;
        foreach (TalliedPart part in day.Parts)
        {
            var key = new RawPartKey(day.Site, day.Day, part.LogDay);
            if (!isWhole)
            {
                kept += await KeepBeforeAsync(key, from, isRemoving, cancellation).ConfigureAwait(false);
            }
            else if (isRemoving)
            {
                await rawDb.RemovePartAsync(key, cancellation).ConfigureAwait(false);
            }
        }

        if (isRemoving && isWhole)
        {
            await rawDb.RemovePseudonymKeyAsync(day.Site, day.Day, cancellation).ConfigureAwait(false);
        }

        return day.Rows - kept;
    }

    private async Task MarkFinalAsync(DayTally day, CancellationToken cancellation)
    {
        var counts = await totals.ReadDayAsync(day.Site, day.Day, cancellation).ToListAsync(cancellation).ConfigureAwait(false);
        await totals.ReplaceDayAsync(day with { IsFinal = true }, counts, cancellation).ConfigureAwait(false);
    }

    private async Task<long> KeepBeforeAsync(RawPartKey key, long from, bool isRemoving, CancellationToken cancellation)
    {
        Stream? stream = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
        if (stream is null)
        {
            return 0;
        }

        IDraft draft = await rawDb.CreatePartAsync(key, cancellation).ConfigureAwait(false);
        await using var _ = draft.ConfigureAwait(false);
        var reader = new RawPartReader(stream);
        using var merge = new RawPartMerge([reader]);
        using var writer = new RawPartWriter(draft.Stream, reader.Header);
        merge.WriteTo(writer, keepDuplicates: true, row => key.Day.StartUnixSeconds + row.Second < from, cancellation);
        RawPart part = writer.Finish();
        if (isRemoving)
        {
            await draft.CommitAsync(cancellation).ConfigureAwait(false);
        }

        return part.Rows;
    }
}
