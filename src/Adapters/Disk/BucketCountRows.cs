using System.Runtime.CompilerServices;
using Countme.Adapters.Exchange;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.RawDb;
using Countme.Core.Totals;

namespace Countme.Adapters.Disk;

/// <summary>The rows of a day's or a week's counts: site, number of the day or week, ordinal, then the count.</summary>
/// <param name="table">Name of the table.</param>
/// <param name="key">Name of its second column.</param>
internal sealed class BucketCountRows(string table, string key)
{
    private const int RowsBetweenCancellationChecks = 1024;

    /// <summary>Removes the rows of a key.</summary>
    public void Remove(SqliteDatabase database, string site, long number)
    {
        using SqliteStatement statement = database.Prepare($"DELETE FROM {table} WHERE Site = ? AND {key} = ?");
        statement.Bind(1, site);
        statement.Bind(2, number);
        statement.Run();
    }

    /// <summary>Begins to write rows for a key.</summary>
    public Writer Write(SqliteDatabase database, string site, long number) =>
        new(database.Prepare($"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), site, number);

    /// <summary>The rows of a key in the order they were written, as they were when the first one is read.</summary>
    public async IAsyncEnumerable<BucketCount> ReadAsync(
        CountmeDatabase tables, string site, long number, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        using CountmeDatabase.ReadTurn turn = tables.Read();
        using SqliteStatement statement = turn.Database.Prepare(
            $"SELECT Hits, OsName, OsVersion, OsVariant, OsArch, SysAge, RepoTag, RepoArch FROM {table} WHERE Site = ? AND {key} = ? "
            + "ORDER BY Ordinal");
        statement.Bind(1, site);
        statement.Bind(2, number);
        var texts = new Utf8TextCache();
        for (long row = 1; statement.Step(); row++)
        {
            if (row % RowsBetweenCancellationChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            yield return Row(statement, texts);
        }
    }

    private static BucketCount Row(SqliteStatement statement, Utf8TextCache texts) => new(
        new Bucket(
            texts.Text(statement.Utf8(1)),
            texts.Text(statement.Utf8(2)),
            texts.Text(statement.Utf8(3)),
            texts.Text(statement.Utf8(4)),
            statement.Int64(5),
            texts.Text(statement.Utf8(6)),
            texts.Text(statement.Utf8(7))),
        statement.Int64(0));

    /// <summary>Writes the rows of one key, in order.</summary>
    internal sealed class Writer : IDisposable
    {
        private readonly SqliteStatement _statement;
        private long _ordinal;

        public Writer(SqliteStatement statement, string site, long number)
        {
            _statement = statement;
            _statement.Bind(1, site);
            _statement.Bind(2, number);
        }

        /// <summary>Adds the next row.</summary>
        public void Add(BucketCount count, CancellationToken cancellation)
        {
            if (_ordinal % RowsBetweenCancellationChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            _statement.Bind(3, _ordinal++);
            _statement.Bind(4, count.Hits);
            BucketColumns.Bind(_statement, 5, count.Bucket);
            _statement.Run();
        }

        /// <inheritdoc/>
        public void Dispose() => _statement.Dispose();
    }
}
