using System.Globalization;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>
/// Finds uploaded logs on this machine. Only folders that can lie on a log's path are entered, so a link in a circle ends at the
/// depth where logs lie.
/// </summary>
public static class LogFiles
{
    // Host, year, month, day, "http".
    private const int MaxDepth = 5;

    /// <summary>Finds the logs below a folder, at <c>[{host}/]{yyyy}/{MM}/{dd}/[http/]{site}-access.log…</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The logs by day, site, host and path, and what was not looked at.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static LogFileSearch Find(string folder, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException(
                $"{root} is not there or not a folder; logs are looked for in a folder. Correct the name.");
        }

        var found = new Finding(cancellation);
        found.Enter(root, "", depth: 0);
        return found.Result();
    }

    /// <summary>Takes one file as a log of a site. Its day and host come from its path, as far as that tells them.</summary>
    /// <param name="path">The file, whatever its name.</param>
    /// <param name="site">The site it belongs to.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder.</exception>
    public static LogFile Of(string path, Site site)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string fullPath = Path.GetFullPath(path);
        FileInfo file = Target(new FileInfo(fullPath));
        if (!file.Exists)
        {
            throw new FileNotFoundException(
                Directory.Exists(fullPath)
                    ? $"{fullPath} is a folder; a log is a file. Name a file in it, or have the folder searched."
                    : $"{fullPath} is not there; a log is a file. Correct the name.",
                fullPath);
        }

        string slashed = Slashed(fullPath);
        return Of(fullPath, file, LogName.HostOf(slashed), site, LogName.DayOf(slashed));
    }

    /// <summary>A folder's entries in order of name; none when it may not be read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="problem">Takes the reason when it may not be read.</param>
    public static IReadOnlyList<FileSystemInfo> EntriesOf(string folder, Action<string> problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        try
        {
            FileSystemInfo[] entries = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
            return entries;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem(exception.Message);
            return [];
        }
    }

    private static LogFile Of(string fullPath, FileInfo file, ProxyHost host, Site site, LogDay? day) => new(
        fullPath, host, site, day, file.Length,
        string.Create(CultureInfo.InvariantCulture, $"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}"));

    /// <summary>What a link leads to in the end; the file itself when it is no link.</summary>
    private static FileInfo Target(FileInfo file) =>
        file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;

    private static string Slashed(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    private sealed class Finding(CancellationToken cancellation)
    {
        private readonly List<LogFile> _files = [];
        private readonly List<LogFileProblem> _problems = [];
        private long _skipped;

        public LogFileSearch Result()
        {
            _files.Sort(Compare);
            return new LogFileSearch(_files, _skipped, _problems);
        }

        public void Enter(string folder, string relative, int depth)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (FileSystemInfo entry in EntriesOf(folder, reason => _problems.Add(new LogFileProblem(folder, reason))))
            {
                string name = depth == 0 ? entry.Name : $"{relative}/{entry.Name}";
                if (entry is DirectoryInfo)
                {
                    if (depth < MaxDepth && MayHoldLogs(name.Split('/')))
                    {
                        Enter(entry.FullName, name, depth + 1);
                    }
                    else
                    {
                        _skipped++;
                    }
                }
                else
                {
                    Take(entry.FullName, name);
                }
            }
        }

        private void Take(string path, string relative)
        {
            if (!LogName.TryParse(relative, out LogName? name))
            {
                _skipped++;
                return;
            }

            try
            {
                FileInfo file = Target(new FileInfo(path));
                if (file.Exists)
                {
                    _files.Add(Of(path, file, name.Host, name.Site, name.Day));
                }
                else
                {
                    _problems.Add(new LogFileProblem(path, "It is a link to something that is not there or not a file."));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _problems.Add(new LogFileProblem(path, exception.Message));
            }
        }

        /// <summary>Whether a folder can lie on a log's path, with a host in front or with none.</summary>
        private static bool MayHoldLogs(string[] folders) =>
            IsDate(folders) || (ProxyHost.IsValid(folders[0]) && IsDate(folders.AsSpan(1)));

        private static bool IsDate(ReadOnlySpan<string> folders)
        {
            for (int i = 0; i < folders.Length; i++)
            {
                bool fits = i switch
                {
                    0 => LogName.IsDatePart(folders[i], 4),
                    1 or 2 => LogName.IsDatePart(folders[i], 2),
                    3 => folders[i] == "http",
                    _ => false,
                };
                if (!fits)
                {
                    return false;
                }
            }

            return true;
        }

        private static int Compare(LogFile left, LogFile right)
        {
            int order = Nullable.Compare(left.Day, right.Day);
            order = order != 0 ? order : left.Site.CompareTo(right.Site);
            order = order != 0 ? order : left.Host.CompareTo(right.Host);
            return order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
        }
    }
}

/// <summary>A log found on this machine.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Host">The machine that wrote it.</param>
/// <param name="Site">The site whose requests it holds.</param>
/// <param name="Day">The day in its path; null when the path has none.</param>
/// <param name="StoredBytes">Its size as stored.</param>
/// <param name="ETag">Its size and the time it was written, in hexadecimal.</param>
public sealed record LogFile(string Path, ProxyHost Host, Site Site, LogDay? Day, long StoredBytes, string ETag);

/// <summary>What a search for logs found.</summary>
/// <param name="Files">The logs, by day, site, host and path.</param>
/// <param name="Skipped">Files and folders whose names are none of a log's.</param>
/// <param name="Problems">Folders and files that could not be looked at.</param>
public sealed record LogFileSearch(IReadOnlyList<LogFile> Files, long Skipped, IReadOnlyList<LogFileProblem> Problems);

/// <summary>A folder or file that could not be looked at.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">The system's own words.</param>
public sealed record LogFileProblem(string Path, string Reason);
