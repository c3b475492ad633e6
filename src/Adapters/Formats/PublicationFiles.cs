using Countme.Adapters.Exchange;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Core.Publish;

namespace Countme.Adapters.Formats;

/// <summary>The files that are published of a site, and how they are made: each from one reading of every week.</summary>
public static class PublicationFiles
{
    /// <summary>The CSV of the existing system.</summary>
    public const string CsvName = "totals.csv";

    /// <summary>The database of the existing system.</summary>
    public const string DatabaseName = "totals.db";

    /// <summary>Only the countme series of the database.</summary>
    public const string CountmeDatabaseName = "totals-countme.db";

    /// <summary>Only the unique series of the database.</summary>
    public const string UniqueDatabaseName = "totals-unique.db";

    /// <summary>All weeks, also the provisional ones, with what is known of each.</summary>
    public const string JsonName = "totals.json";

    /// <summary>All files, in the order they are replaced.</summary>
    public static IReadOnlyList<string> Names { get; } = [DatabaseName, CountmeDatabaseName, UniqueDatabaseName, CsvName, JsonName];

    /// <summary>Makes all files of a publication in a folder that is empty.</summary>
    public static async Task BuildAsync(Publication publication, string work, CancellationToken cancellation)
    {
        string databasePath = Path.Join(work, DatabaseName);
        using (var builder = new PublicationBuilder(databasePath, Path.Join(work, "merge.db")))
        {
            var stream = new FileStream(Path.Join(work, JsonName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (stream.ConfigureAwait(false))
            {
                await builder.BuildAsync(publication, stream, cancellation).ConfigureAwait(false);
            }
        }

        await WriteCsvAsync(databasePath, Path.Join(work, CsvName), publication.IsExact, cancellation).ConfigureAwait(false);
        PublicationBuilder.Split(databasePath, Path.Join(work, CountmeDatabaseName), "sys_age <> '-1'");
        PublicationBuilder.Split(databasePath, Path.Join(work, UniqueDatabaseName), "sys_age = '-1'");
    }

    private static async Task WriteCsvAsync(string databasePath, string path, bool isExact, CancellationToken cancellation)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await using (stream.ConfigureAwait(false))
        {
            var csv = new CsvRecordWriter(stream);
            var totals = new TotalsCsvWriter(csv, isExact);
            totals.Header();
            using SqliteDatabase database = SqliteDatabase.OpenForReading(databasePath);
            using SqliteStatement rows = database.Prepare($"SELECT {TotalsDatabaseFile.Columns} FROM countme_totals ORDER BY rowid");
            while (rows.Step())
            {
                totals.Write(rows);
                if (csv.IsBlockFull)
                {
                    await csv.FlushAsync(cancellation).ConfigureAwait(false);
                }
            }

            await csv.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }
}
