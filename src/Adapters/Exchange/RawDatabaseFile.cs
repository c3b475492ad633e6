using System.Globalization;
using System.Runtime.CompilerServices;
using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Exchange;

/// <summary>The existing system's raw database: an SQLite file with the table <c>countme_raw</c>.</summary>
public static class RawDatabaseFile
{
    private const int RowsBetweenCancellationChecks = 1024;

    private const string CreateTable =
        "CREATE TABLE countme_raw (timestamp INTEGER NOT NULL,host TEXT NOT NULL,os_name TEXT NOT NULL,os_version TEXT NOT NULL,"
        + "os_variant TEXT NOT NULL,os_arch TEXT NOT NULL,sys_age INTEGER NOT NULL,repo_tag TEXT NOT NULL,repo_arch TEXT NOT NULL)";

    private const string CreateIndex = "CREATE INDEX timestamp_idx ON countme_raw (timestamp)";

    /// <summary>The columns, in order.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        ["timestamp", "host", "os_name", "os_version", "os_variant", "os_arch", "sys_age", "repo_tag", "repo_arch"];

    /// <summary>Reads all rows in order of time, rows of one second in the order they were written. Holds one row at a time.</summary>
    /// <param name="path">The file; it is opened for reading only.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file. None is made.</exception>
    /// <exception cref="InvalidDataException">It is not such a database, or a row's time or age is no whole number.</exception>
    public static async IAsyncEnumerable<RawRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        using SqliteDatabase database = ForeignDatabase.Open(path, "countme_raw", Columns);
        using SqliteStatement statement = database.Prepare(
            $"SELECT {string.Join(", ", Columns)} FROM countme_raw ORDER BY timestamp, rowid");
        var texts = new Utf8TextCache();
        for (long row = 0; statement.Step(); row++)
        {
            if (row % RowsBetweenCancellationChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            yield return Row(statement, texts, path);
        }
    }

    /// <summary>Makes a file with the given rows and the index on time, in place of any earlier file.</summary>
    /// <param name="path">The file. It appears when it is whole; after a failure an earlier one is as it was.</param>
    /// <param name="rows">The rows, best in order of time. They are written as they come: none is left out.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The number of rows.</returns>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<RawRow> rows, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        long written = 0;
        await DatabaseDraft.WriteAsync(path, FillAsync, cancellation).ConfigureAwait(false);
        return written;

        async Task FillAsync(SqliteDatabase database)
        {
            database.Execute(CreateTable);
            using (SqliteStatement statement = database.Prepare("INSERT INTO countme_raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"))
            {
                await foreach (RawRow row in rows.WithCancellation(cancellation).ConfigureAwait(false))
                {
                    if (written++ % RowsBetweenCancellationChecks == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }

                    Insert(statement, row);
                }
            }

            // After the rows: sorting once is faster than keeping the index right row by row.
            database.Execute(CreateIndex);
        }
    }

    private static void Insert(SqliteStatement statement, RawRow row)
    {
        statement.Bind(1, row.Timestamp);
        statement.Bind(2, row.Host);
        statement.Bind(3, row.OsName);
        statement.Bind(4, row.OsVersion);
        statement.Bind(5, row.OsVariant);
        statement.Bind(6, row.OsArch);
        statement.Bind(7, row.SysAge);
        statement.Bind(8, row.RepoTag);
        statement.Bind(9, row.RepoArch);
        statement.Run();
    }

    private static RawRow Row(SqliteStatement statement, Utf8TextCache texts, string path)
    {
        if (!statement.IsInteger(0) || !statement.IsInteger(6))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path} has a row with timestamp \"{statement.Text(0)}\" and sys_age \"{statement.Text(6)}\"; both are whole numbers. "
                + $"Correct or remove that row."));
        }

        return new RawRow(
            statement.Int64(0),
            texts.Text(statement.Utf8(1)),
            texts.Text(statement.Utf8(2)),
            texts.Text(statement.Utf8(3)),
            texts.Text(statement.Utf8(4)),
            texts.Text(statement.Utf8(5)),
            statement.Int64(6),
            texts.Text(statement.Utf8(7)),
            texts.Text(statement.Utf8(8)));
    }
}
