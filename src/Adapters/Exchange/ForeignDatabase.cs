using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Exchange;

/// <summary>Opens SQLite files that other programs made, for reading, after a look at what they are.</summary>
internal static class ForeignDatabase
{
    /// <summary>Opens a file that should have a table with certain columns; it may have more.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns.</param>
    /// <exception cref="FileNotFoundException">There is no such file. None is made.</exception>
    /// <exception cref="InvalidDataException">It is no database, a damaged one, or one with other tables.</exception>
    public static SqliteDatabase Open(string path, string table, IReadOnlyList<string> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path} is {(Directory.Exists(path) ? "a folder" : "not there")}; an SQLite database with the table {table} is needed. "
                + "Correct the name.",
                path);
        }

        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.OpenForReading(path);
            CheckEncoding(database, path);
            CheckColumns(database, path, table, columns);
            return database;
        }
        catch (SqliteException exception) when (exception.IsDamaged)
        {
            database?.Dispose();
            throw new InvalidDataException(
                $"{path} is not an SQLite database, or a damaged one; one with the table {table} is needed. "
                + "Name another file, or restore this one.",
                exception);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    private static void CheckColumns(SqliteDatabase database, string path, string table, IReadOnlyList<string> columns)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using SqliteStatement statement = database.Prepare("SELECT name FROM pragma_table_info(?)");
        statement.Bind(1, table);
        while (statement.Step())
        {
            found.Add(statement.Text(0));
        }

        string[] missing = [.. columns.Where(column => !found.Contains(column))];
        if (missing.Length > 0)
        {
            string what = found.Count == 0 ? $"has no table {table}" : $"has a table {table} without {string.Join(", ", missing)}";
            throw new InvalidDataException(
                $"{path} {what}; the columns {string.Join(", ", columns)} are needed. "
                + "Name a database that mirrors-countme or this program wrote.");
        }
    }

    private static void CheckEncoding(SqliteDatabase database, string path)
    {
        string? encoding = database.QueryText("PRAGMA encoding");
        if (encoding != "UTF-8")
        {
            throw new InvalidDataException(
                $"{path} keeps its text as {encoding}; UTF-8 is needed. Copy it into a new database with sqlite3's .dump and .read.");
        }
    }
}
