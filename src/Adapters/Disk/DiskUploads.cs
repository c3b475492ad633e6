using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Formats;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>Uploaded logs that lie where their ledger rows say: anywhere on this machine. The ledger is a table.</summary>
/// <param name="database">Holds the ledger.</param>
/// <param name="packing">Opens logs whatever they are compressed with.</param>
public sealed class DiskUploads(CountmeDatabase database, LogPacking packing) : IUploads
{
    private const string Columns = "Name, Host, Site, Day, ETag, StoredBytes, ClockLimitUnixSeconds, State, Reason, Hash, ContentBytes";
    private const int BufferBytes = 1 << 17;

    /// <inheritdoc/>
    public Task<LogUpload?> FindAsync(string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare($"SELECT {Columns} FROM Uploads WHERE Name = ?");
        statement.Bind(1, name);
        return Task.FromResult(statement.Step() ? Row(statement) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogUpload>> ListAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare(
            $"SELECT {Columns} FROM Uploads WHERE Site = ? AND Day = ? ORDER BY Host, Name");
        statement.Bind(1, site.Name);
        statement.Bind(2, day.ToString());
        var uploads = new List<LogUpload>();
        while (statement.Step())
        {
            uploads.Add(Row(statement));
        }

        return Task.FromResult<IReadOnlyList<LogUpload>>(uploads);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDay>> ListDaysAsync(Site site, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare("SELECT DISTINCT Day FROM Uploads WHERE Site = ? ORDER BY Day");
        statement.Bind(1, site.Name);
        var days = new List<LogDay>();
        while (statement.Step())
        {
            days.Add(Day(statement.Text(0)));
        }

        return Task.FromResult<IReadOnlyList<LogDay>>(days);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Site>> ListSitesAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CountmeDatabase.ReadTurn turn = database.Read();
        using SqliteStatement statement = turn.Database.Prepare("SELECT DISTINCT Site FROM Uploads ORDER BY Site");
        var sites = new List<Site>();
        while (statement.Step())
        {
            sites.Add(new Site(statement.Text(0)));
        }

        return Task.FromResult<IReadOnlyList<Site>>(sites);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogUpload>> RecordAsync(IReadOnlyCollection<LogUpload> uploads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(uploads);
        using CountmeDatabase.WriteTurn turn = await database.WriteAsync(cancellation).ConfigureAwait(false);
        using (SqliteStatement statement = turn.Database.Prepare(
            $"INSERT OR REPLACE INTO Uploads ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
        {
            foreach (LogUpload upload in uploads)
            {
                cancellation.ThrowIfCancellationRequested();
                Bind(statement, upload);
                statement.Run();
            }
        }

        turn.Commit();
        return [.. uploads];
    }

    /// <inheritdoc/>
    public Task<LogContent?> OpenAsync(LogUpload upload, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(upload);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Open(upload.Name, packing));
    }

    /// <summary>Opens a stored log's content; null when there is no such file.</summary>
    /// <exception cref="UnreadableLogException">It may not be read, is a folder, or its archive is damaged.</exception>
    internal static LogContent? Open(string path, LogPacking packing)
    {
        try
        {
            var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
            return packing.Open(file, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnreadableLogException(
                Directory.Exists(path)
                    ? $"{path} is a folder; a log is a file. Name the file, or move the folder away."
                    : $"{path} may not be read by this user; a log must be readable. Correct its permissions and run again.",
                exception);
        }
    }

    private static LogUpload Row(SqliteStatement statement) => new()
    {
        Name = statement.Text(0),
        Host = new ProxyHost(statement.Text(1)),
        Site = new Site(statement.Text(2)),
        Day = Day(statement.Text(3)),
        ETag = statement.Text(4),
        StoredBytes = statement.Int64(5),
        ClockLimitUnixSeconds = statement.Int64(6),
        State = Enum.TryParse(statement.Text(7), out UploadState state)
            ? state
            : throw Damaged("State", statement.Text(7), "an upload's state"),
        Reason = statement.TextOrNull(8),
        Hash = statement.TextOrNull(9) is { } hash ? ContentHash.Parse(hash) : null,
        ContentBytes = statement.IsNull(10) ? null : statement.Int64(10),
    };

    private static LogDay Day(string text) => LogDay.TryParse(text, out LogDay day) ? day : throw Damaged("Day", text, "yyyy-MM-dd");

    private static void Bind(SqliteStatement statement, LogUpload upload)
    {
        statement.Bind(1, upload.Name);
        statement.Bind(2, upload.Host.Name);
        statement.Bind(3, upload.Site.Name);
        statement.Bind(4, upload.Day.ToString());
        statement.Bind(5, upload.ETag);
        statement.Bind(6, upload.StoredBytes);
        statement.Bind(7, upload.ClockLimitUnixSeconds);
        statement.Bind(8, upload.State.ToString());
        statement.Bind(9, upload.Reason);
        statement.Bind(10, upload.Hash?.ToString());
        statement.Bind(11, upload.ContentBytes);
    }

    private static InvalidDataException Damaged(string column, string found, string expected) =>
        new($"The ledger has {column} \"{found}\"; it should be {expected}. Restore the database from a copy.");
}
