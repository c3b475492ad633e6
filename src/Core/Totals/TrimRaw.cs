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

    /// <summary>Whether only rows without an age are looked at and removed; rows with one stay.</summary>
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
/// is not lost. A row that comes for such a day afterwards is not counted any more, and goes with the next trim. A day with a damaged
/// part is left alone.
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
        var damaged = await TallyAsync(site, cancellation).ConfigureAwait(false);
        var days = await totals.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        var raw = await ListRawAsync(site, days.Where(day => !damaged.Contains(day.Day)), cancellation).ConfigureAwait(false);
        if (Range(raw, options) is not var (from, until))
        {
            return new TrimReport(null, null, 0, [], Removed: false);
        }

        RawDay[] cut = [.. raw.Where(day => day.SpanOf(options) is not null && day.Tally.Day.StartUnixSeconds < until)];
        var calendar = new WeekCalendar(days);
        Week[] uncounted =
        [
            .. cut.Where(day => !day.Tally.IsFinal).Select(day => day.Tally.Day.Week).Distinct().Order().Where(week =>
                !calendar.IsComplete(week, Series.Countme) && !calendar.IsComplete(week, Series.Unique)),
        ];
        bool isRemoving = !options.DryRun && (uncounted.Length == 0 || options.Force);
        long rows = 0;
        foreach (RawDay day in cut)
        {
            RawDay before = options.UniqueOnly ? await ReadAsync(day.Tally, day.LogDays, cancellation).ConfigureAwait(false) : day;
            rows += options.UniqueOnly ? before.Rows - before.CountmeRows : before.Rows;
            if (isRemoving)
            {
                await RemoveAsync(before, options.UniqueOnly && before.CountmeRows > 0, cancellation).ConfigureAwait(false);
            }
        }

        return new TrimReport(UtcDay.Of(from), UtcDay.Of(until), rows, uncounted, isRemoving);
    }

    /// <summary>The rows to remove: from the oldest one up to the Monday of the newest one's week less the weeks to keep and one.</summary>
    private static (long From, long Until)? Range(IEnumerable<RawDay> days, TrimOptions options)
    {
        if (days.Aggregate((Span?)null, (span, day) => Span.Union(span, day.SpanOf(options))) is not { } rows)
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

    /// <summary>Tallies all days that ask for it.</summary>
    /// <returns>The days that could not be tallied, because a part is damaged.</returns>
    private async Task<HashSet<UtcDay>> TallyAsync(Site site, CancellationToken cancellation)
    {
        var tally = new TallyDay(rawDb, totals);
        var damaged = new HashSet<UtcDay>();
        DaySources sources = await DaySources.ReadAsync(site, rawDb, totals, cancellation).ConfigureAwait(false);
        foreach (UtcDay day in sources.StaleDays)
        {
            TallyReport report = await tally.RunAsync(sources, day, cancellation).ConfigureAwait(false);
            if (report.Damaged.Count > 0)
            {
                damaged.Add(day);
            }
        }

        return damaged;
    }

    /// <summary>The days that have raw rows. A final day may still have some: rows that were kept, and rows that came late.</summary>
    private async Task<List<RawDay>> ListRawAsync(Site site, IEnumerable<DayTally> days, CancellationToken cancellation)
    {
        var loaded = await rawDb.ListLoadedAsync(site, cancellation).ConfigureAwait(false);
        var logDays = loaded
            .SelectMany(log => log.Parts.Select(part => (part.Day, log.LogDay)))
            .ToLookup(part => part.Day, part => part.LogDay);
        var raw = new List<RawDay>();
        foreach (DayTally day in days.Where(day => !day.IsImported))
        {
            raw.Add(day.IsFinal
                ? await ReadAsync(day, [.. logDays[day.Day]], cancellation).ConfigureAwait(false)
                : new RawDay(day, [.. logDays[day.Day]], day.Rows, 0, day.Countme, day.Unique));
        }

        return raw;
    }

    /// <summary>Reads what raw rows a day has now.</summary>
    private async Task<RawDay> ReadAsync(DayTally day, IReadOnlyList<LogDay> logDays, CancellationToken cancellation)
    {
        var readers = new List<RawPartReader>();
        foreach (LogDay logDay in logDays)
        {
            var key = new RawPartKey(day.Site, day.Day, logDay);
            Stream? stream = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
            if (stream is not null)
            {
                readers.Add(RawPartReader.Open(stream, key));
            }
        }

        using var merge = new RawPartMerge(readers);
        bool[] isCountme = [.. merge.ReadCodes().Select(IsCountme)];
        var raw = new RawDay(day, logDays, 0, 0, null, null);
        Row last = default;
        while (merge.TryReadRow(out Row row))
        {
            if (raw.Rows == 0 || row != last)
            {
                cancellation.ThrowIfCancellationRequested();
                raw = raw.With(day.Day.StartUnixSeconds + row.Second, isCountme[row.Bucket]);
            }

            last = row;
        }

        return raw;
    }

    private async Task RemoveAsync(RawDay day, bool keepsCountme, CancellationToken cancellation)
    {
        // Before the rows go: whoever is killed in between leaves rows too many, and no day that could be counted short.
        if (!day.Tally.IsFinal)
        {
            await MarkFinalAsync(day.Tally, cancellation).ConfigureAwait(false);
        }

        foreach (LogDay logDay in day.LogDays)
        {
            var key = new RawPartKey(day.Tally.Site, day.Tally.Day, logDay);
            await (keepsCountme ? KeepCountmeAsync(key, cancellation) : rawDb.RemovePartAsync(key, cancellation)).ConfigureAwait(false);
        }

        if (!keepsCountme)
        {
            await rawDb.RemovePseudonymKeyAsync(day.Tally.Site, day.Tally.Day, cancellation).ConfigureAwait(false);
        }
    }

    private async Task MarkFinalAsync(DayTally day, CancellationToken cancellation)
    {
        var counts = await totals.ReadDayAsync(day.Site, day.Day, cancellation).ToListAsync(cancellation).ConfigureAwait(false);
        await totals.ReplaceDayAsync(day with { IsFinal = true }, counts, cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes a part again without the rows that have no age.</summary>
    private async Task KeepCountmeAsync(RawPartKey key, CancellationToken cancellation)
    {
        Stream? codes = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
        Stream? rows = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
        if (codes is null || rows is null)
        {
            return;
        }

        using var buckets = new RawPartMerge([RawPartReader.Open(codes, key)]);
        bool[] isCountme = [.. buckets.ReadCodes().Select(IsCountme)];
        IDraft draft = await rawDb.CreatePartAsync(key, cancellation).ConfigureAwait(false);
        await using var _ = draft.ConfigureAwait(false);
        RawPartReader reader = RawPartReader.Open(rows, key);
        using var merge = new RawPartMerge([reader]);
        using var writer = new RawPartWriter(draft.Stream, reader.Header);
        merge.WriteTo(writer, keepDuplicates: true, row => isCountme[row.Bucket], cancellation);
        writer.Finish();
        await draft.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private static bool IsCountme(byte[] code) => BucketCode.AgeOf(code) >= 0;

    /// <summary>A day with its raw rows; the number of rows with an age only where they were read.</summary>
    private sealed record RawDay(DayTally Tally, IReadOnlyList<LogDay> LogDays, long Rows, long CountmeRows, Span? Countme, Span? Unique)
    {
        public Span? SpanOf(TrimOptions options) => options.UniqueOnly ? Unique : Span.Union(Unique, Countme);

        public RawDay With(long unixSeconds, bool isCountme) => this with
        {
            Rows = Rows + 1,
            CountmeRows = CountmeRows + (isCountme ? 1 : 0),
            Countme = isCountme ? Span.Extended(Countme, unixSeconds) : Countme,
            Unique = isCountme ? Unique : Span.Extended(Unique, unixSeconds),
        };
    }
}
