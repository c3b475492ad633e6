namespace Countme.Adapters.Exchange.Sqlite;

/// <summary>Everything written until <see cref="Commit"/> is kept together or not at all.</summary>
internal sealed class SqliteTransaction : IDisposable
{
    private readonly SqliteDatabase _database;

    /// <summary>Takes the place of the one writer that a database has, waiting for it if need be.</summary>
    public SqliteTransaction(SqliteDatabase database)
    {
        _database = database;
        database.Execute("BEGIN IMMEDIATE");
    }

    /// <summary>Keeps what was written.</summary>
    public void Commit() => _database.Execute("COMMIT");

    /// <summary>Takes back what was not committed. After some failures, such as a full disk, SQLite already did.</summary>
    public void Dispose()
    {
        if (_database.IsInTransaction)
        {
            _database.Execute("ROLLBACK");
        }
    }
}
