using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>Combined logs as compressed files, and what is known of them in a table.</summary>
/// <param name="directory">Holds the files.</param>
/// <param name="database">Holds the table.</param>
/// <param name="packing">Compresses and opens the files.</param>
public sealed class DiskCombinedLogs(DataDirectory directory, CountmeDatabase database, LogPacking packing) : ICombinedLogs
{
    /// <inheritdoc/>
    public Task<CombinedLog?> FindAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare("SELECT Combined FROM Days WHERE Site = ? AND Day = ?");
        statement.Bind(1, site.Name);
        statement.Bind(2, day.ToString());
        return Task.FromResult(statement.Step() ? JsonColumn.Read(statement, 0, StoredJson.Default.CombinedLog) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CombinedLog>> ListAsync(Site site, CancellationToken cancellation)
    {
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare(
            "SELECT Combined FROM Days WHERE Site = ? AND Combined IS NOT NULL ORDER BY Day");
        statement.Bind(1, site.Name);
        var logs = new List<CombinedLog>();
        while (statement.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            logs.Add(JsonColumn.Read(statement, 0, StoredJson.Default.CombinedLog)!);
        }

        return Task.FromResult<IReadOnlyList<CombinedLog>>(logs);
    }

    /// <inheritdoc/>
    public Task<IDraft> CreateAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IDraft>(new PackedDraft(directory.CreateDraft(directory.CombinedLogPath(site, day)), packing));
    }

    /// <inheritdoc/>
    /// <remarks>The content of an earlier combined log is removed when the day's log is now in place.</remarks>
    public async Task RecordAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        using (CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false))
        {
            using (SqliteStatement statement = turn.Database.Prepare(
                "INSERT INTO Days (Site, Day, Combined) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET Combined = excluded.Combined"))
            {
                statement.Bind(1, log.Site.Name);
                statement.Bind(2, log.Day.ToString());
                JsonColumn.Bind(statement, 3, log, StoredJson.Default.CombinedLog);
                statement.Run();
            }

            turn.Commit();
        }

        string path = directory.CombinedLogPath(log.Site, log.Day);
        if (log.IsInPlace && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public Stream CreateScratch() => directory.CreateScratch();

    /// <inheritdoc/>
    public Task<LogContent?> OpenAsync(CombinedLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(DiskUploads.Open(directory.CombinedLogPath(log.Site, log.Day), packing));
    }
}
