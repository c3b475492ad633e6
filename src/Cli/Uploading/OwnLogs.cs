using System.Globalization;
using Countme.Adapters.Disk;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Uploading;

/// <summary>
/// Finds a machine's own logs under the names that the old copying step knew: without a date in folders of their day
/// (<c>yyyy/MM/dd/[http/]NAME-access.log</c>), or with a date, lying flat (<c>NAME-access.log-yyyyMMdd</c>). Folders of hosts with
/// such days in them are taken as well. Links are left out, as that step did.
/// </summary>
internal sealed class OwnLogs
{
    private const string HttpFolder = "http";
    private const string LogEnding = "-access.log";

    private readonly ProxyHost? _host;
    private readonly ProxyHost _self;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, OwnLog> _logs = new(StringComparer.Ordinal);
    private readonly List<SkippedPath> _skipped = [];
    private readonly List<SkippedPath> _problems = [];

    private OwnLogs(ProxyHost? host, ProxyHost self, CancellationToken cancellation)
    {
        _host = host;
        _self = host ?? self;
        _cancellation = cancellation;
    }

    /// <summary>Finds the logs in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="host">The one host whose logs are wanted; null for this machine's and those in folders of hosts.</param>
    /// <param name="self">This machine's name: the host of logs that lie in no host's folder.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static OwnLogSearch Find(string folder, ProxyHost? host, ProxyHost self, CancellationToken cancellation)
    {
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"{root} is not there or not a folder; logs are looked for in a folder. Correct --logs.");
        }

        var found = new OwnLogs(host, self, cancellation);
        found.EnterRoot(root);
        return new OwnLogSearch(
            [.. found._logs.Values.OrderBy(log => log.Day.Date).ThenBy(log => log.BlobName, StringComparer.Ordinal)],
            found._skipped,
            found._problems);
    }

    private void EnterRoot(string root)
    {
        foreach (FileSystemInfo entry in Entries(root))
        {
            if (entry is FileInfo file)
            {
                TakeFlat(file);
            }
            else if (LogName.IsDatePart(entry.Name, 4))
            {
                EnterDays(entry, _self, [entry.Name]);
            }
            else if (ProxyHost.IsValid(entry.Name) && (_host is null || _host == new ProxyHost(entry.Name)) && !IsLink(entry))
            {
                EnterHost(entry.FullName, new ProxyHost(entry.Name));
            }
        }
    }

    private void EnterHost(string folder, ProxyHost host)
    {
        foreach (DirectoryInfo year in Entries(folder).OfType<DirectoryInfo>().Where(year => LogName.IsDatePart(year.Name, 4)))
        {
            EnterDays(year, host, [year.Name]);
        }
    }

    /// <summary>Goes down year, month, day and <c>http</c>, and takes the files of days.</summary>
    private void EnterDays(FileSystemInfo folder, ProxyHost host, string[] parts)
    {
        if (IsLink(folder))
        {
            return;
        }

        foreach (FileSystemInfo entry in Entries(folder.FullName))
        {
            string[] inner = [.. parts, entry.Name];
            if (entry is FileInfo file)
            {
                TakeDated(file, host, inner);
            }
            else if (inner.Length <= 3 ? LogName.IsDatePart(entry.Name, 2) : inner.Length == 4 && entry.Name == HttpFolder)
            {
                EnterDays(entry, host, inner);
            }
        }
    }

    private void TakeDated(FileInfo file, ProxyHost host, string[] parts)
    {
        if (LogName.TryParse($"{host}/{string.Join('/', parts)}", out LogName? name))
        {
            string folders = string.Join('/', parts[..^1]);
            Take(file, name.Site, name.Day, $"{host}/{folders}/{UndatedName(file.Name, name.Site)}");
        }
    }

    /// <summary>Takes a file that lies in no folder of a day: its day is in its name, or it is still being written.</summary>
    private void TakeFlat(FileInfo file)
    {
        if (!LogName.TryParseFileName(file.Name, out Site site))
        {
            return;
        }

        if (LogName.DayOf(file.Name[site.Name.Length..]) is not { } day)
        {
            _skipped.Add(new SkippedPath(file.FullName, "has no date in its name or folder: it is the log that is being written"));
            return;
        }

        string date = day.Date.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
        Take(file, site, day, $"{_self}/{date}/{HttpFolder}/{UndatedName(file.Name, site)}");
    }

    private void Take(FileInfo file, Site site, LogDay day, string blobName)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (IsLink(file))
        {
            _skipped.Add(new SkippedPath(file.FullName, "is a link"));
        }
        else if (_logs.TryGetValue(blobName, out OwnLog? other))
        {
            _skipped.Add(new SkippedPath(file.FullName, $"has the same name there as {other.Path}"));
        }
        else
        {
            _logs.Add(blobName, new OwnLog(file.FullName, blobName, site, day, FileVersion.Of(file)));
        }
    }

    /// <summary>A log's name without the date behind <c>-access.log</c>.</summary>
    private static string UndatedName(string fileName, Site site)
    {
        string behind = fileName[(site.Name.Length + LogEnding.Length)..];
        int ending = behind.IndexOf('.', StringComparison.Ordinal);
        return $"{site}{LogEnding}{(ending < 0 ? "" : behind[ending..])}";
    }

    private IReadOnlyList<FileSystemInfo> Entries(string folder) =>
        LogFiles.EntriesOf(folder, reason => _problems.Add(new SkippedPath(folder, reason)));

    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;
}
