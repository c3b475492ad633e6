using Countme.Adapters.Exchange;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.Publish;
using Countme.Core.Totals;

namespace Countme.Adapters.Formats;

/// <summary>
/// Writes weeks into a new totals database and, at the same time, into JSON. A week's counts are first gathered in a table of a
/// second file, where equal buckets add up and come out in order, so that memory does not grow with a week.
/// </summary>
internal sealed class PublicationBuilder : IDisposable
{
    private const string Key = "OsName, OsVersion, OsVariant, OsArch, SysAge, RepoTag, RepoArch";

    private readonly SqliteDatabase _database;

    /// <summary>Begins a database.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="mergePath">A second file, for the week at hand; of no use afterwards.</param>
    public PublicationBuilder(string path, string mergePath)
    {
        _database = SqliteDatabase.CreateDraft(path);
        using (SqliteStatement attach = _database.Prepare("ATTACH ? AS merge"))
        {
            attach.Bind(1, mergePath);
            attach.Run();
        }

        _database.Execute("PRAGMA merge.journal_mode = OFF");
        _database.Execute("PRAGMA merge.synchronous = OFF");
        _database.Execute(
            "CREATE TABLE merge.Counts (OsName TEXT NOT NULL, OsVersion TEXT NOT NULL, OsVariant TEXT NOT NULL, OsArch TEXT NOT NULL, "
            + "SysAge INTEGER NOT NULL, RepoTag TEXT NOT NULL, RepoArch TEXT NOT NULL, Hits INTEGER NOT NULL, "
            + $"PRIMARY KEY ({Key})) WITHOUT ROWID");
    }

    /// <summary>Writes the rows of a database that a condition holds for into a new database of the same kind, in their order.</summary>
    public static void Split(string path, string splitPath, string condition)
    {
        using SqliteDatabase split = SqliteDatabase.CreateDraft(splitPath);
        using (SqliteStatement attach = split.Prepare("ATTACH ? AS whole"))
        {
            attach.Bind(1, path);
            attach.Run();
        }

        using SqliteTransaction transaction = split.Begin();
        split.Execute(TotalsDatabaseFile.CreateTable);
        split.Execute($"INSERT INTO main.countme_totals SELECT * FROM whole.countme_totals WHERE {condition} ORDER BY rowid");
        split.Execute(TotalsDatabaseFile.CreateIndex);
        transaction.Commit();
    }

    /// <summary>Writes all weeks.</summary>
    public async Task BuildAsync(Publication publication, Stream json, CancellationToken cancellation)
    {
        var writer = new TotalsJsonWriter(json, publication.Site);
        await using (writer.ConfigureAwait(false))
        {
            using SqliteTransaction transaction = _database.Begin();
            _database.Execute(TotalsDatabaseFile.CreateTable);
            foreach (WeekTotals week in publication.Weeks)
            {
                await GatherAsync(publication.ReadWeekAsync(week.Week, cancellation), cancellation).ConfigureAwait(false);
                Publish(week);
                await writer.WriteAsync(week, _database, cancellation).ConfigureAwait(false);
                _database.Execute("DELETE FROM merge.Counts");
            }

            _database.Execute(TotalsDatabaseFile.CreateIndex);
            transaction.Commit();
            await writer.EndAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private async Task GatherAsync(IAsyncEnumerable<BucketCount> counts, CancellationToken cancellation)
    {
        using SqliteStatement statement = _database.Prepare(
            "INSERT INTO merge.Counts VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET Hits = Hits + excluded.Hits");
        await foreach (BucketCount count in counts.WithCancellation(cancellation).ConfigureAwait(false))
        {
            BucketColumns.Bind(statement, 1, count.Bucket);
            statement.Bind(8, count.Hits);
            statement.Run();
        }
    }

    /// <summary>Puts the series that may be published into the totals, in order of the bucket.</summary>
    private void Publish(WeekTotals week)
    {
        using SqliteStatement statement = _database.Prepare(
            "INSERT INTO main.countme_totals SELECT Hits, ?1, OsName, OsVersion, OsVariant, OsArch, CAST(SysAge AS TEXT), "
            + "RepoTag, RepoArch "
            + $"FROM merge.Counts WHERE CASE WHEN SysAge >= 0 THEN ?2 ELSE ?3 END ORDER BY {Key}");
        statement.Bind(1, week.Week.ToString());
        statement.Bind(2, week.IsPublished(Series.Countme) ? 1 : 0);
        statement.Bind(3, week.IsPublished(Series.Unique) ? 1 : 0);
        statement.Run();
    }
}
