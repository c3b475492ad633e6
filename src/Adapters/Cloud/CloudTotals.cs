using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using Countme.Adapters.Formats;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Day tallies in <c>DayTallies</c>, weeks in <c>Weeks</c> and their counts in <c>WeekTotals</c>. Counts go in and out as streams;
/// what is on its way holds 16 MiB at most.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class CloudTotals(CloudStorage storage) : ITotals
{
    private readonly Generations _days = new(storage, storage.Table(CloudNames.DayTalliesTable), storage.Table(CloudNames.DayTalliesTable));
    private readonly Generations _weeks = new(storage, storage.Table(CloudNames.WeeksTable), storage.Table(CloudNames.WeekTotalsTable));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DayTally>> ListDaysAsync(Site site, CancellationToken cancellation)
    {
        var days = await ListAsync(
            _days, site, StoredJson.Default.DayTally, (day, version) => day with { Version = version }, cancellation).ConfigureAwait(false);
        return [.. days.OrderBy(day => day.Day)];
    }

    /// <inheritdoc/>
    public Task ReplaceDayAsync(DayTally tally, IEnumerable<BucketCount> counts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(counts);
        var head = new TableEntity(tally.Site.Name, UtcDayText.Of(tally.Day))
        {
            ["Day"] = tally.Day.Number,
            ["Rows"] = tally.Rows,
            ["DuplicateRows"] = tally.DuplicateRows,
            ["IsFinal"] = tally.IsFinal,
            ["IsImported"] = tally.IsImported,
        };
        TableRows.Put(head, tally with { Version = null }, StoredJson.Default.DayTally);
        return _days.ReplaceAsync(head, tally.Version, CountRows.OfDay(counts).ToAsyncEnumerable(), cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveDayAsync(Site site, UtcDay day, string? version, CancellationToken cancellation) =>
        _days.RemoveAsync(site.Name, UtcDayText.Of(day), version, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<BucketCount> ReadDayAsync(Site site, UtcDay day, CancellationToken cancellation) =>
        CountRows.ReadDayAsync(_days.ReadAsync(site.Name, UtcDayText.Of(day), cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WeekTotals>> ListWeeksAsync(Site site, CancellationToken cancellation)
    {
        var weeks = await ListAsync(
            _weeks, site, StoredJson.Default.WeekTotals,
            (week, version) => week with { Version = version },
            cancellation).ConfigureAwait(false);
        return [.. weeks.OrderBy(week => week.Week)];
    }

    /// <inheritdoc/>
    public Task ReplaceWeekAsync(WeekTotals totals, IAsyncEnumerable<BucketCount> counts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(counts);
        var head = new TableEntity(totals.Site.Name, UtcDayText.Of(totals.Week.Monday))
        {
            ["Week"] = totals.Week.Number,
            ["State"] = totals.State.ToString(),
            ["Revision"] = totals.Revision,
            ["IsCountmeComplete"] = totals.IsCountmeComplete,
            ["IsUniqueComplete"] = totals.IsUniqueComplete,
            ["IsPartial"] = totals.IsPartial,
            ["IsImported"] = totals.IsImported,
            ["MissingDays"] = totals.MissingDays.Count,
            ["MissingHosts"] = totals.MissingHosts.Count,
        };
        TableRows.Put(head, totals with { Version = null }, StoredJson.Default.WeekTotals);
        return _weeks.ReplaceAsync(head, totals.Version, CountRows.OfWeekAsync(counts, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveWeekAsync(Site site, Week week, string? version, CancellationToken cancellation) =>
        _weeks.RemoveAsync(site.Name, UtcDayText.Of(week.Monday), version, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<BucketCount> ReadWeekAsync(Site site, Week week, CancellationToken cancellation) =>
        CountRows.ReadWeekAsync(_weeks.ReadAsync(site.Name, UtcDayText.Of(week.Monday), cancellation), cancellation);

    private static async Task<List<T>> ListAsync<T>(
        Generations generations, Site site, JsonTypeInfo<T> type, Func<T, string, T> withVersion, CancellationToken cancellation)
    {
        var found = new List<T>();
        await foreach (TableEntity head in generations.Heads(site.Name, cancellation).ConfigureAwait(false))
        {
            found.Add(withVersion(TableRows.Read(head, type), TableRows.VersionOf(head)));
        }

        return found;
    }
}
