using System.Text.Json.Serialization.Metadata;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Formats;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>Day tallies and week totals in tables. Each replacement is one transaction.</summary>
/// <param name="database">Holds the tables.</param>
/// <remarks>Counts given to a replacement may be read from this store while they are written, but must not write to it.</remarks>
public sealed class DiskTotals(CountmeDatabase database) : ITotals
{
    private static readonly BucketCountRows DayCounts = new("DayCounts", "Day");
    private static readonly BucketCountRows WeekCounts = new("WeekTotals", "Week");

    /// <inheritdoc/>
    public Task<IReadOnlyList<DayTally>> ListDaysAsync(Site site, CancellationToken cancellation) =>
        List("SELECT Tally FROM DayTallies WHERE Site = ? ORDER BY Day", site, StoredJson.Default.DayTally, cancellation);

    /// <inheritdoc/>
    public async Task ReplaceDayAsync(DayTally tally, IEnumerable<BucketCount> counts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(counts);
        using CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false);
        Put(
            turn.Database,
            "INSERT OR REPLACE INTO DayTallies VALUES (?, ?, ?)",
            tally.Site, tally.Day.Number, tally, StoredJson.Default.DayTally);
        DayCounts.Remove(turn.Database, tally.Site.Name, tally.Day.Number);
        using (BucketCountRows.Writer writer = DayCounts.Write(turn.Database, tally.Site.Name, tally.Day.Number))
        {
            foreach (BucketCount count in counts)
            {
                writer.Add(count, cancellation);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        turn.Commit();
    }

    /// <inheritdoc/>
    public Task RemoveDayAsync(Site site, UtcDay day, string? version, CancellationToken cancellation) =>
        RemoveAsync("DELETE FROM DayTallies WHERE Site = ? AND Day = ?", DayCounts, site, day.Number, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<BucketCount> ReadDayAsync(Site site, UtcDay day, CancellationToken cancellation) =>
        DayCounts.ReadAsync(database, site.Name, day.Number, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WeekTotals>> ListWeeksAsync(Site site, CancellationToken cancellation) =>
        List("SELECT Totals FROM Weeks WHERE Site = ? ORDER BY Week", site, StoredJson.Default.WeekTotals, cancellation);

    /// <inheritdoc/>
    public async Task ReplaceWeekAsync(WeekTotals totals, IAsyncEnumerable<BucketCount> counts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(counts);
        using CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false);
        Put(
            turn.Database,
            "INSERT OR REPLACE INTO Weeks VALUES (?, ?, ?)",
            totals.Site, totals.Week.Number, totals, StoredJson.Default.WeekTotals);
        WeekCounts.Remove(turn.Database, totals.Site.Name, totals.Week.Number);
        using (BucketCountRows.Writer writer = WeekCounts.Write(turn.Database, totals.Site.Name, totals.Week.Number))
        {
            await foreach (BucketCount count in counts.WithCancellation(cancellation).ConfigureAwait(false))
            {
                writer.Add(count, cancellation);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        turn.Commit();
    }

    /// <inheritdoc/>
    public Task RemoveWeekAsync(Site site, Week week, string? version, CancellationToken cancellation) =>
        RemoveAsync("DELETE FROM Weeks WHERE Site = ? AND Week = ?", WeekCounts, site, week.Number, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<BucketCount> ReadWeekAsync(Site site, Week week, CancellationToken cancellation) =>
        WeekCounts.ReadAsync(database, site.Name, week.Number, cancellation);

    private Task<IReadOnlyList<T>> List<T>(string sql, Site site, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare(sql);
        statement.Bind(1, site.Name);
        var rows = new List<T>();
        while (statement.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(JsonColumn.Read(statement, 0, type)!);
        }

        return Task.FromResult<IReadOnlyList<T>>(rows);
    }

    private static void Put<T>(SqliteDatabase writer, string sql, Site site, long number, T row, JsonTypeInfo<T> type)
    {
        using SqliteStatement statement = writer.Prepare(sql);
        statement.Bind(1, site.Name);
        statement.Bind(2, number);
        JsonColumn.Bind(statement, 3, row, type);
        statement.Run();
    }

    private async Task RemoveAsync(string sql, BucketCountRows counts, Site site, long number, CancellationToken cancellation)
    {
        using CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false);
        using (SqliteStatement statement = turn.Database.Prepare(sql))
        {
            statement.Bind(1, site.Name);
            statement.Bind(2, number);
            statement.Run();
        }

        counts.Remove(turn.Database, site.Name, number);
        turn.Commit();
    }
}
