using Countme.Core.RawDb;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>What <see cref="TallyDay"/> did.</summary>
/// <param name="Tally">The day's tally; null when the day has no raw parts.</param>
/// <param name="DidWork">False when nothing had changed.</param>
/// <param name="Damaged">
/// Log days whose part of this day is damaged or gone; not empty means that nothing was tallied: load them again.
/// </param>
/// <param name="LateRows">Rows of a final day that are in raw parts and were not counted: they came after its raw data was removed.</param>
public sealed record TallyReport(DayTally? Tally, bool DidWork, IReadOnlyList<LogDay> Damaged, long LateRows = 0);

/// <summary>Counts a site's raw parts of one UTC day. A day whose raw data was removed is final and stays as it is.</summary>
/// <param name="rawDb">The raw parts.</param>
/// <param name="totals">Where the tally goes.</param>
public sealed class TallyDay(IRawDb rawDb, ITotals totals)
{
    /// <summary>Tallies a day. A second call with the same parts does nothing.</summary>
    /// <exception cref="ChangedMeanwhileException">The tally or a part was replaced while this ran.</exception>
    public async Task<TallyReport> RunAsync(Site site, UtcDay day, CancellationToken cancellation) =>
        await RunAsync(
            await DaySources.ReadAsync(site, rawDb, totals, cancellation).ConfigureAwait(false), day, cancellation).ConfigureAwait(false);

    /// <summary>The same with what is known of the site's days, for whoever tallies many.</summary>
    /// <param name="sources">The site's days, read after their parts were last loaded.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellation">Stops the counting and leaves the earlier tally.</param>
    public async Task<TallyReport> RunAsync(DaySources sources, UtcDay day, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var parts = sources.PartsOf(day);
        DayTally? before = sources.Find(day);
        if (!sources.IsStale(day))
        {
            return new TallyReport(before, DidWork: false, [], before is { IsFinal: true } ? parts.Sum(part => part.Rows) : 0);
        }

        if (parts.Count == 0)
        {
            await totals.RemoveDayAsync(sources.Site, day, before?.Version, cancellation).ConfigureAwait(false);
            return new TallyReport(null, DidWork: before is not null, []);
        }

        return await CountAsync(sources, day, parts, cancellation).ConfigureAwait(false);
    }

    private async Task<TallyReport> CountAsync(
        DaySources sources, UtcDay day, IReadOnlyList<TalliedPart> parts, CancellationToken cancellation)
    {
        Site site = sources.Site;
        var counter = new DayCounter(day);
        try
        {
            using RawPartMerge rows = await OpenAsync(site, day, parts, cancellation).ConfigureAwait(false);
            counter.Count(rows, sources.KeepsDuplicates, cancellation);
        }
        catch (InvalidDataException)
        {
            return new TallyReport(null, DidWork: false, await DamagedAsync(site, day, parts, cancellation).ConfigureAwait(false));
        }

        var tally = new DayTally
        {
            Site = site,
            Day = day,
            Rows = counter.Rows,
            DuplicateRows = counter.DuplicateRows,
            Countme = counter.Countme,
            Unique = counter.Unique,
            Parts = parts,
            Version = sources.Find(day)?.Version,
        };
        using RawPartMerge buckets = await OpenAsync(site, day, parts, cancellation).ConfigureAwait(false);
        await totals.ReplaceDayAsync(tally, counter.Counts(buckets), cancellation).ConfigureAwait(false);
        return new TallyReport(tally, DidWork: true, []);
    }

    private async Task<RawPartMerge> OpenAsync(Site site, UtcDay day, IReadOnlyList<TalliedPart> parts, CancellationToken cancellation)
    {
        var readers = new List<RawPartReader>();
        try
        {
            foreach (TalliedPart part in parts)
            {
                var key = new RawPartKey(site, day, part.LogDay);
                Stream? stream = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
                readers.Add(
                    RawPartReader.Open(stream ?? throw FrameReader.Damaged("nothing where the part should be"), key, part.Checksum));
            }

            return new RawPartMerge(readers);
        }
        catch
        {
            readers.ForEach(reader => reader.Dispose());
            throw;
        }
    }

    /// <summary>Reads each part alone to find which ones are damaged.</summary>
    private async Task<IReadOnlyList<LogDay>> DamagedAsync(
        Site site, UtcDay day, IReadOnlyList<TalliedPart> parts, CancellationToken cancellation)
    {
        var damaged = new List<LogDay>();
        foreach (TalliedPart part in parts)
        {
            try
            {
                using RawPartMerge alone = await OpenAsync(site, day, [part], cancellation).ConfigureAwait(false);
                new DayCounter(day).Count(alone, keepDuplicates: true, cancellation);
            }
            catch (InvalidDataException)
            {
                damaged.Add(part.LogDay);
            }
        }

        return damaged;
    }
}
