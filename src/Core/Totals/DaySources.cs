using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>All that the day tallies of a site are made of, as it is now; tells which UTC days must be tallied again.</summary>
public sealed class DaySources
{
    private readonly ILookup<UtcDay, TalliedPart> _parts;
    private readonly Dictionary<UtcDay, DayTally> _tallies;

    private DaySources(Site site, IReadOnlyList<LoadedDay> loaded, IReadOnlyList<DayTally> tallies)
    {
        Site = site;
        KeepsDuplicates = loaded.Any(log => log.Rules.Contains(LoadOptions.DuplicatesKept, StringComparison.Ordinal));
        _parts = loaded
            .SelectMany(log => log.Parts.Where(part => part.Rows > 0)
                .Select(part => (part.Day, Part: new TalliedPart(log.LogDay, part.Checksum, part.Rows))))
            .ToLookup(part => part.Day, part => part.Part);
        _tallies = tallies.ToDictionary(tally => tally.Day);
    }

    /// <summary>The site.</summary>
    public Site Site { get; }

    /// <summary>Whether equal rows count each time.</summary>
    public bool KeepsDuplicates { get; }

    /// <summary>UTC days whose tally is not that of their parts, in order.</summary>
    public IReadOnlyList<UtcDay> StaleDays => [.. _parts.Select(day => day.Key).Concat(_tallies.Keys).Distinct().Where(IsStale).Order()];

    /// <summary>Reads what there is: the tallies first, then what they are made of.</summary>
    public static async Task<DaySources> ReadAsync(Site site, IRawDb rawDb, ITotals totals, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rawDb);
        ArgumentNullException.ThrowIfNull(totals);
        var tallies = await totals.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        return new DaySources(site, await rawDb.ListLoadedAsync(site, cancellation).ConfigureAwait(false), tallies);
    }

    /// <summary>The tally of a day as it is; null when there is none.</summary>
    public DayTally? Find(UtcDay day) => _tallies.GetValueOrDefault(day);

    /// <summary>The raw parts of a day that have rows, in order of log day.</summary>
    public IReadOnlyList<TalliedPart> PartsOf(UtcDay day) => [.. _parts[day]];

    /// <summary>Whether a day must be tallied again; a final day never, an imported one only when it has parts.</summary>
    public bool IsStale(UtcDay day) => Find(day) switch
    {
        null => _parts.Contains(day),
        { IsFinal: true } => false,
        { IsImported: true } => _parts.Contains(day),
        var tally => !tally.Parts.SequenceEqual(_parts[day]),
    };
}
