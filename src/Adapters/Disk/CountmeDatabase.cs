using System.Collections.Concurrent;
using System.Globalization;
using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Disk;

/// <summary>
/// The tables of a local run: one SQLite file with a write-ahead log, so that reading goes on beside writing. One writer at a
/// time, any number of readers, each with a connection of its own.
/// </summary>
public sealed class CountmeDatabase : IDisposable
{
    /// <summary>Version of the tables; stored in the file.</summary>
    public const int SchemaVersion = 1;

    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteDatabase _writer;
    private volatile bool _isDisposed;

    private CountmeDatabase(SqliteDatabase writer) => _writer = writer;

    /// <summary>Opens the tables of a data directory, and makes them if there are none.</summary>
    /// <exception cref="InvalidDataException">The file is of a newer version, or another program's database.</exception>
    /// <exception cref="SqliteException">The file is no database, damaged, or may not be used.</exception>
    public static CountmeDatabase Open(DataDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Directory.CreateDirectory(directory.Root);
        SqliteDatabase writer = SqliteDatabase.OpenOrCreate(directory.DatabasePath);
        try
        {
            Prepare(writer);
            return new CountmeDatabase(writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out SqliteDatabase? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _writing.Dispose();
    }

    /// <summary>
    /// Waits for the turn to write, then begins a transaction. What is not committed before the turn is disposed is taken back.
    /// </summary>
    internal async Task<WriteTurn> WriteAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return new WriteTurn(this, _writer.Begin());
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    /// <summary>A connection for reading, to be disposed when done.</summary>
    internal ReadTurn Read()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new ReadTurn(this, _idle.TryTake(out SqliteDatabase? reader) ? reader : Connect(_writer.Path));
    }

    private static SqliteDatabase Connect(string path)
    {
        SqliteDatabase reader = SqliteDatabase.OpenOrCreate(path);
        try
        {
            reader.Execute("PRAGMA query_only = ON");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteDatabase database)
    {
        CheckVersion(database);
        string? mode = database.QueryText("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{database.Path}: its journal mode stays \"{mode}\"; \"wal\" is needed. Put the data directory on a local disk."));
        }

        database.Execute("PRAGMA synchronous = NORMAL");
        using SqliteTransaction transaction = database.Begin();
        if (CheckVersion(database) == 0)
        {
            foreach (string statement in CountmeSchema.Statements)
            {
                database.Execute(statement);
            }

            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
            transaction.Commit();
        }
    }

    private static long CheckVersion(SqliteDatabase database)
    {
        long version = database.QueryInt64("PRAGMA user_version");
        if (version > SchemaVersion || version < 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{database.Path} has tables of version {version}; this program knows version {SchemaVersion}. "
                + $"Use the program that wrote it, or a newer one."));
        }

        if (version == 0 && database.QueryInt64("SELECT count(*) FROM sqlite_master") > 0)
        {
            throw new InvalidDataException(
                $"{database.Path} is another program's database; it should be one that countme made, or not be there. "
                + "Name another data directory.");
        }

        return version;
    }

    /// <summary>The turn to write. Prepared statements must be disposed before it.</summary>
    internal sealed class WriteTurn(CountmeDatabase owner, SqliteTransaction transaction) : IDisposable
    {
        /// <summary>The connection.</summary>
        public SqliteDatabase Database => owner._writer;

        /// <summary>Keeps what was written.</summary>
        public void Commit() => transaction.Commit();

        /// <inheritdoc/>
        public void Dispose()
        {
            try
            {
                transaction.Dispose();
            }
            finally
            {
                owner._writing.Release();
            }
        }
    }

    /// <summary>A borrowed connection for reading. Prepared statements must be disposed before it.</summary>
    internal sealed class ReadTurn(CountmeDatabase owner, SqliteDatabase database) : IDisposable
    {
        /// <summary>The connection.</summary>
        public SqliteDatabase Database => database;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (owner._isDisposed)
            {
                database.Dispose();
            }
            else
            {
                owner._idle.Add(database);
            }
        }
    }
}
