using SQLitePCL;

namespace Countme.Adapters.Exchange.Sqlite;

/// <summary>
/// One connection to an SQLite file. Used by one thread at a time. The name is always taken as a plain path, never as a URI, so
/// that <c>#</c>, <c>?</c> and <c>%41</c> in it mean themselves.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    private readonly sqlite3 _handle;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Opens a file that exists, for reading only.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteDatabase OpenForReading(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>Opens a file for reading and writing, and makes an empty one when there is none.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteDatabase OpenOrCreate(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Makes a new file for one writer that nobody else sees yet: no journal, no syncing, UTF-8, pages of 4 KiB.</summary>
    /// <remarks>After a failure the file is of no use. Sync it before it is put in its place.</remarks>
    /// <exception cref="SqliteException">It cannot be made.</exception>
    public static SqliteDatabase CreateDraft(string path)
    {
        SqliteDatabase database = OpenOrCreate(path);
        try
        {
            database.Execute("PRAGMA page_size = 4096");
            database.Execute("PRAGMA encoding = 'UTF-8'");
            database.Execute("PRAGMA journal_mode = OFF");
            database.Execute("PRAGMA synchronous = OFF");
            database.Execute("PRAGMA locking_mode = EXCLUSIVE");
            database.Execute("PRAGMA cache_size = -16384");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Compiles one statement.</summary>
    /// <exception cref="SqliteException">SQLite does not accept it.</exception>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out sqlite3_stmt statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Runs one statement to its end, whatever rows it gives.</summary>
    public void Execute(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        while (statement.Step())
        {
        }
    }

    /// <summary>The first column of the first row as text without NUL, whatever the file's encoding; null when there is no row.</summary>
    public string? QueryText(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.TextToNul(0) : null;
    }

    /// <summary>The first column of the first row as a number; 0 when there is no row.</summary>
    public long QueryInt64(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Begins to write. Disposing what it returns without a commit takes everything back.</summary>
    public SqliteTransaction Begin() => new(this);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Turns a result code other than "fine" into an exception.</summary>
    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Throw(code);
        }
    }

    private void Throw(int code)
    {
        int extended = raw.sqlite3_extended_errcode(_handle);
        throw new SqliteException(
            Path, (extended & 0xFF) == (code & 0xFF) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    private static SqliteDatabase Open(string path, int flags)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        int code = raw.sqlite3_open_v2(fullPath, out sqlite3 handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(fullPath, handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_busy_timeout(handle, BusyTimeoutMilliseconds));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
