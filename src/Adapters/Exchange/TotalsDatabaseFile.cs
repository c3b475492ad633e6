using System.Globalization;
using System.Runtime.CompilerServices;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Exchange;

/// <summary>Published totals as the existing system's database: an SQLite file with the table <c>countme_totals</c>.</summary>
public static class TotalsDatabaseFile
{
    private const int RowsBetweenCancellationChecks = 1024;

    /// <summary>Makes the table.</summary>
    internal const string CreateTable =
        "CREATE TABLE countme_totals (hits INTEGER NOT NULL,weeknum TEXT NOT NULL,os_name TEXT NOT NULL,os_version TEXT NOT NULL,"
        + "os_variant TEXT NOT NULL,os_arch TEXT NOT NULL,sys_age TEXT NOT NULL,repo_tag TEXT NOT NULL,repo_arch TEXT NOT NULL)";

    /// <summary>Makes its index.</summary>
    internal const string CreateIndex = "CREATE INDEX weeknum_idx ON countme_totals (weeknum)";

    /// <summary>All columns in their order, for a query.</summary>
    internal const string Columns = "hits, weeknum, os_name, os_version, os_variant, os_arch, sys_age, repo_tag, repo_arch";

    /// <summary>
    /// Reads all rows, week by week in the order of their numbers, a week's rows in the order they were written. The week and the age may
    /// be stored as text or as numbers. Holds one row at a time, and the numbers of all weeks.
    /// </summary>
    /// <param name="path">The file; it is opened for reading only.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file. None is made.</exception>
    /// <exception cref="InvalidDataException">It is not such a database, or a row's number is none.</exception>
    public static async IAsyncEnumerable<TotalsRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        using SqliteDatabase database = ForeignDatabase.Open(path, "countme_totals", Columns.Split(", "));
        using SqliteStatement statement = database.Prepare($"SELECT {Columns} FROM countme_totals WHERE weeknum = ? ORDER BY rowid");
        var texts = new Utf8TextCache();
        long row = 0;
        foreach ((Week week, string stored, bool isNumber) in Weeks(database, path))
        {
            if (isNumber)
            {
                statement.Bind(1, (long)week.Number);
            }
            else
            {
                statement.Bind(1, stored);
            }

            while (statement.Step())
            {
                if (row++ % RowsBetweenCancellationChecks == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                yield return new TotalsRow(week, Count(statement, texts, path));
            }

            statement.Reset();
        }
    }

    /// <summary>
    /// The weeks as they are stored, by number. Asking week by week uses the index, where sorting all rows would need room for them.
    /// </summary>
    private static List<(Week Week, string Stored, bool IsNumber)> Weeks(SqliteDatabase database, string path)
    {
        var weeks = new List<(Week Week, string Stored, bool IsNumber)>();
        using SqliteStatement statement = database.Prepare("SELECT DISTINCT weeknum FROM countme_totals");
        while (statement.Step())
        {
            string stored = statement.Text(0);
            if (!TryNumber(stored, out long number) || !TotalsRow.IsWeek(number))
            {
                throw Wrong(path, "weeknum", stored, "the number of a week since 1970-01-05");
            }

            weeks.Add((new Week((int)number), stored, statement.IsInteger(0)));
        }

        weeks.Sort((left, right) => left.Week != right.Week
            ? left.Week.CompareTo(right.Week)
            : string.CompareOrdinal(left.Stored, right.Stored));
        return weeks;
    }

    private static BucketCount Count(SqliteStatement row, Utf8TextCache texts, string path)
    {
        if (!row.IsInteger(0) || row.Int64(0) < 1)
        {
            throw Wrong(path, "hits", row.Text(0), "a whole number of 1 or more");
        }

        if (!TryNumber(texts.Text(row.Utf8(6)), out long age))
        {
            throw Wrong(path, "sys_age", row.Text(6), "a whole number");
        }

        var bucket = new Bucket(
            texts.Text(row.Utf8(2)), texts.Text(row.Utf8(3)), texts.Text(row.Utf8(4)), texts.Text(row.Utf8(5)), age,
            texts.Text(row.Utf8(7)), texts.Text(row.Utf8(8)));
        return new BucketCount(bucket, row.Int64(0));
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static InvalidDataException Wrong(string path, string column, string found, string expected) =>
        new($"{path} has a row with {column} \"{found}\"; expected: {expected}. Correct or remove that row.");
}
