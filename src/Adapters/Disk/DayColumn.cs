using System.Text.Json.Serialization.Metadata;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>One kind of record of log days: a column of <c>Days</c>, null where there is none.</summary>
/// <param name="database">Holds the table.</param>
/// <param name="column">Name of the column.</param>
/// <param name="type">Writes and reads records.</param>
internal sealed class DayColumn<T>(CountmeDatabase database, string column, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>The record of a day; null when there is none.</summary>
    public Task<T?> FindAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare($"SELECT {column} FROM Days WHERE Site = ? AND Day = ?");
        statement.Bind(1, site.Name);
        statement.Bind(2, day.ToString());
        return Task.FromResult(statement.Step() ? JsonColumn.Read(statement, 0, type) : null);
    }

    /// <summary>The records of a site, in order of their days.</summary>
    public Task<IReadOnlyList<T>> ListAsync(Site site, CancellationToken cancellation)
    {
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare(
            $"SELECT {column} FROM Days WHERE Site = ? AND {column} IS NOT NULL ORDER BY Day");
        statement.Bind(1, site.Name);
        var records = new List<T>();
        while (statement.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            records.Add(JsonColumn.Read(statement, 0, type)!);
        }

        return Task.FromResult<IReadOnlyList<T>>(records);
    }

    /// <summary>Puts a record in place of an earlier one.</summary>
    public async Task PutAsync(Site site, LogDay day, T record, CancellationToken cancellation)
    {
        using CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false);
        using (SqliteStatement statement = turn.Database.Prepare(
            $"INSERT INTO Days (Site, Day, {column}) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET {column} = excluded.{column}"))
        {
            statement.Bind(1, site.Name);
            statement.Bind(2, day.ToString());
            JsonColumn.Bind(statement, 3, record, type);
            statement.Run();
        }

        turn.Commit();
    }
}
