using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>One kind of record of log days, in the table <c>Days</c>: a partition for each site and kind, a row for each log day.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="storage">The account.</param>
/// <param name="kind">Its name in partition keys.</param>
/// <param name="type">How it is written as JSON.</param>
/// <param name="withVersion">The record with a version.</param>
internal sealed class DayRecords<T>(CloudStorage storage, string kind, JsonTypeInfo<T> type, Func<T, string?, T> withVersion)
    where T : class
{
    private readonly TableClient _days = storage.Table(CloudNames.DaysTable);

    /// <summary>A day's record; null when there is none.</summary>
    public async Task<T?> FindAsync(Site site, LogDay day, CancellationToken cancellation) =>
        await TableRows.FindAsync(_days, $"{site}|{kind}", day.ToString(), cancellation).ConfigureAwait(false) is { } row
            ? Read(row)
            : null;

    /// <summary>A site's records in order of day; null for the first or last one there is.</summary>
    public async IAsyncEnumerable<T> ListAsync(
        Site site, LogDay? first, LogDay? last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = TableRows.List(_days, $"{site}|{kind}", first?.ToString(), last?.ToString(), cancellation);
        await foreach (TableEntity row in rows.ConfigureAwait(false))
        {
            yield return Read(row);
        }
    }

    /// <summary>Puts a record in the place of the one of a version.</summary>
    /// <param name="site">The site.</param>
    /// <param name="day">The log day.</param>
    /// <param name="record">The record.</param>
    /// <param name="version">The version of the record it replaces; null when there was none.</param>
    /// <param name="columns">What operators see without reading JSON.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task PutAsync(
        Site site, LogDay day, T record, string? version, IEnumerable<KeyValuePair<string, object>> columns,
        CancellationToken cancellation) =>
        TableRows.PutAsync(_days, Row(site, day, record, columns), version, cancellation);

    /// <summary>Puts a record in the place of whatever is there.</summary>
    public Task PutAsync(
        Site site, LogDay day, T record, IEnumerable<KeyValuePair<string, object>> columns, CancellationToken cancellation) =>
        _days.UpsertEntityAsync(Row(site, day, record, columns), TableUpdateMode.Replace, cancellation);

    private TableEntity Row(Site site, LogDay day, T record, IEnumerable<KeyValuePair<string, object>> columns)
    {
        var row = new TableEntity($"{site}|{kind}", day.ToString());
        foreach ((string name, object value) in columns)
        {
            row[name] = value;
        }

        TableRows.Put(row, withVersion(record, null), type);
        return row;
    }

    private T Read(TableEntity row) => withVersion(TableRows.Read(row, type), TableRows.VersionOf(row));
}
