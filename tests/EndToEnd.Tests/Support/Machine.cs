using Countme.Adapters.Disk;
using Countme.Adapters.Exchange;
using Countme.Adapters.Formats;
using Countme.Cli.Counting;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>One machine that counts: a data directory, and the whole chain over it in this process.</summary>
internal sealed class Machine : IDisposable
{
    private readonly TempFolder? _ownFolder;
    private readonly CountmeDatabase _database;
    private readonly LogPacking _packing = LogPacking.OfSystem(workers: 1);

    /// <summary>Makes a machine that never counted, in a folder of its own.</summary>
    public Machine()
        : this(new TempFolder())
    {
    }

    /// <summary>Opens a data directory, which may have been counted into before.</summary>
    public Machine(string folder)
    {
        Directory = new DataDirectory(folder);
        _database = CountmeDatabase.Open(Directory);
    }

    private Machine(TempFolder own)
        : this(own.PathOf("data")) => _ownFolder = own;

    public DataDirectory Directory { get; }

    public Site Site { get; init; } = new("mirrors.example.org");

    public LogDay Today { get; init; } = Day("2031-01-01");

    /// <summary>Whether hostile text is published as it is.</summary>
    public bool IsExact { get; init; } = true;

    public LoadOptions Load { get; set; } = new() { PlainHosts = true };

    public CombineOptions Combine { get; set; } = new();

    public QuietWatcher Watcher { get; } = new();

    private Stores Stores => new(
        new DiskUploads(_database, _packing),
        new DiskCombinedLogs(Directory, _database, _packing),
        new DiskRawDb(Directory, _database),
        new DiskTotals(_database),
        new DiskPublications(Directory),
        new PublishedMarks(Directory));

    public static LogDay Day(string text) => LogDay.TryParse(text, out LogDay day) ? day : throw new FormatException(text);

    public static FoundUpload Found(LogFile file) => new(file.Host, file.Site, file.Day, file.Path, file.ETag, file.StoredBytes);

    public static IEnumerable<FoundUpload> FoundIn(string folder) => LogFiles.Find(folder, CancellationToken.None).Files.Select(Found);

    /// <summary>Counts the logs of this machine's site below a folder.</summary>
    public Task<CountReport> Count(string folder, Station until = Station.Publish) =>
        Count(LogFiles.Find(folder, CancellationToken.None).Files.Where(file => file.Site == Site).Select(Found), until);

    /// <summary>Counts files, whatever their names.</summary>
    public Task<CountReport> CountFiles(IEnumerable<string> paths, Station until = Station.Publish) =>
        Count(paths.Select(path => Found(LogFiles.Of(path, Site))), until);

    public async Task<CountReport> Count(IEnumerable<FoundUpload> found, Station until = Station.Publish)
    {
        var options = new CountOptions { Until = until, Load = Load, Combine = Combine, IsExact = IsExact, Today = Today };
        return await new CountSite(Stores, options, Watcher).RunAsync(Site, [.. found], CancellationToken.None);
    }

    /// <summary>Goes on from what was counted before.</summary>
    public Task<CountReport> Continue() => Count([]);

    /// <summary>Loads a log day again although nothing changed.</summary>
    public Task<LoadReport> Reload(LogDay day, LoadOptions options) =>
        new LoadDay(Stores.Uploads, Stores.Combined, Stores.RawDb, options).RunAsync(Site, day, force: true, CancellationToken.None);

    public Task<TallyReport> Tally(UtcDay day) => new TallyDay(Stores.RawDb, Stores.Totals).RunAsync(Site, day, CancellationToken.None);

    public Task<TrimReport> Trim(TrimOptions options) =>
        new TrimRaw(Stores.RawDb, Stores.Totals).RunAsync(Site, options, CancellationToken.None);

    public Task<IReadOnlyList<WeekTotals>> Weeks() => Stores.Totals.ListWeeksAsync(Site, CancellationToken.None);

    public Task<IReadOnlyList<LoadedDay>> Loaded() => Stores.RawDb.ListLoadedAsync(Site, CancellationToken.None);

    public Task<IReadOnlyList<CombinedLog>> Combined() => Stores.Combined.ListAsync(Site, CancellationToken.None);

    public Task<LogUpload?> Upload(string path) => Stores.Uploads.FindAsync(path, CancellationToken.None);

    /// <summary>A published file.</summary>
    public string PublicPath(string name) => Path.Join(Directory.PublicSitePath(Site), name);

    /// <summary>totals.csv, its lines sorted.</summary>
    public byte[] SortedTotals() => SortedLines.Of(File.ReadAllBytes(PublicPath(PublicationFiles.CsvName)));

    /// <summary>All raw rows as the existing system's CSV, its lines sorted.</summary>
    public async Task<byte[]> SortedRaw()
    {
        using var csv = new MemoryStream();
        await RawCsvFile.WriteAsync(csv, Rows(), CancellationToken.None);
        return SortedLines.Of(csv.ToArray());
    }

    /// <summary>The content of a day's combined log.</summary>
    public async Task<byte[]> CombinedContent(CombinedLog log)
    {
        LogContent? content = await Stores.Combined.OpenAsync(log, CancellationToken.None);
        Assert.NotNull(content);
        await using (content)
        {
            using var bytes = new MemoryStream();
            await content.Stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }

    /// <summary>The raw parts: path below the data directory, and content.</summary>
    public SortedDictionary<string, byte[]> Parts() => new(
        System.IO.Directory.EnumerateFiles(Directory.RawDbPath, "*.part", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(Directory.Root, path), File.ReadAllBytes), StringComparer.Ordinal);

    public void Dispose()
    {
        _database.Dispose();
        _ownFolder?.Dispose();
    }

    private async IAsyncEnumerable<RawRow> Rows()
    {
        await foreach (RawRecord row in new ReadRawRows(Stores.RawDb).RunAsync(Site, CancellationToken.None))
        {
            Bucket bucket = row.Bucket;
            yield return new RawRow(
                row.UnixSeconds, row.Host, bucket.OsName, bucket.OsVersion, bucket.OsVariant, bucket.OsArch, bucket.SysAge,
                bucket.RepoTag, bucket.RepoArch);
        }
    }
}
