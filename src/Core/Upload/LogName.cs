using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Countme.Core.Time;

namespace Countme.Core.Upload;

/// <summary>What the path of an uploaded log says: <c>{host}/{yyyy}/{MM}/{dd}/[http/]{site}-access.log[-yyyyMMdd][.ext]</c>.</summary>
/// <param name="Host">The first folder; <see cref="ProxyHost.Combined"/> where the path begins with the year.</param>
/// <param name="Site">The file's name up to <c>-access.log</c>.</param>
/// <param name="Day">The day in the folders, whatever day is in the file's name.</param>
public sealed partial record LogName(ProxyHost Host, Site Site, LogDay Day)
{
    /// <summary>Four digits below this are some other number than the year of a log.</summary>
    private const int FirstYear = 1990;

    /// <summary>The folder between the day and the logs that the old copying step makes.</summary>
    private const string HttpFolder = "http";

    /// <summary>Endings of files that are being written, and of notes beside a log.</summary>
    private static readonly HashSet<string> NoLogEndings = new(StringComparer.OrdinalIgnoreCase)
    {
        "part", "partial", "tmp", "temp", "swp", "filepart", "crdownload", "md5", "sha1", "sha256", "sha512", "asc", "sig",
    };

    /// <summary>Reads a path with <c>/</c> between its parts, relative to where the logs lie.</summary>
    /// <returns>False when it is no such path: another file, or one that is being written.</returns>
    public static bool TryParse(string? path, [NotNullWhen(true)] out LogName? name)
    {
        name = null;
        string[] parts = (path ?? "").Split('/');
        int last = parts.Length - 1;
        int folders = last > 0 && parts[last - 1] == HttpFolder ? last - 1 : last;
        if (folders is not (3 or 4)
            || !TryParseDay(parts[folders - 3], parts[folders - 2], parts[folders - 1], out LogDay day)
            || !TryParseFileName(parts[last], out Site site))
        {
            return false;
        }

        if (folders == 4 && !ProxyHost.IsValid(parts[0]))
        {
            return false;
        }

        name = new LogName(folders == 4 ? new ProxyHost(parts[0]) : ProxyHost.Combined, site, day);
        return true;
    }

    /// <summary>Reads the name of a log file without its folders.</summary>
    /// <returns>False when it is another file, or one that is being written.</returns>
    public static bool TryParseFileName(string? fileName, out Site site)
    {
        site = default;
        Match match = FileName().Match(fileName ?? "");
        if (!match.Success
            || NoLogEndings.Contains(match.Groups["ext"].Value)
            || !Site.IsValid(match.Groups["site"].Value)
            || (match.Groups["date"].Success && DayIn(match.Groups["date"].Value) is null))
        {
            return false;
        }

        site = new Site(match.Groups["site"].Value);
        return true;
    }

    /// <summary>
    /// The log day that a path of any kind tells: the last folders <c>yyyy/MM/dd</c>, else the last <c>yyyyMMdd</c> or
    /// <c>yyyy-MM-dd</c> in the file's name that is a date; null when it tells none.
    /// </summary>
    /// <param name="path">Folders and file name with <c>/</c> between them.</param>
    public static LogDay? DayOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        int day = DayFolder(parts);
        return day >= 0 && TryParseDay(parts[day - 2], parts[day - 1], parts[day], out LogDay found) ? found : DayIn(parts[^1]);
    }

    /// <summary>
    /// The host that a path of any kind tells: the folder before the last folders <c>yyyy/MM/dd</c>;
    /// <see cref="ProxyHost.Combined"/> when there is none that can name a host.
    /// </summary>
    /// <param name="path">Folders and file name with <c>/</c> between them.</param>
    public static ProxyHost HostOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        int day = DayFolder(parts);
        return day >= 3 && ProxyHost.IsValid(parts[day - 3]) ? new ProxyHost(parts[day - 3]) : ProxyHost.Combined;
    }

    /// <summary>Whether a folder's name can be the year, month or day of a log day.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="digits">4 for a year, 2 for a month or a day.</param>
    public static bool IsDatePart(string? name, int digits) => name?.Length == digits && name.All(char.IsAsciiDigit);

    private static bool TryParseDay(string year, string month, string day, out LogDay logDay)
    {
        logDay = default;
        return IsDatePart(year, 4) && IsDatePart(month, 2) && IsDatePart(day, 2)
            && LogDay.TryParse($"{year}-{month}-{day}", out logDay) && logDay.Date.Year >= FirstYear;
    }

    /// <summary>Position of the folder <c>dd</c> of the last <c>yyyy/MM/dd</c>; −1 when there is none.</summary>
    private static int DayFolder(string[] parts)
    {
        for (int day = parts.Length - 2; day >= 2; day--)
        {
            if (TryParseDay(parts[day - 2], parts[day - 1], parts[day], out _))
            {
                return day;
            }
        }

        return -1;
    }

    private static LogDay? DayIn(string fileName)
    {
        foreach (Match match in DateInName().Matches(fileName).Reverse())
        {
            if (TryParseDay(match.Groups["y"].Value, match.Groups["m"].Value, match.Groups["d"].Value, out LogDay day))
            {
                return day;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\A(?<site>[^/]+)-access\.log(?:-(?<date>[0-9]{8}))?(?:\.(?<ext>[A-Za-z0-9]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?<![0-9])(?<y>[0-9]{4})(?<dash>-?)(?<m>[0-9]{2})\k<dash>(?<d>[0-9]{2})(?![0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex DateInName();
}
