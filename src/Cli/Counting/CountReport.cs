using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>What a run over one site did.</summary>
/// <param name="site">The site.</param>
internal sealed class CountReport(Site site)
{
    /// <summary>The site.</summary>
    public Site Site { get; } = site;

    /// <summary>Logs that were found.</summary>
    public int LogsFound { get; set; }

    /// <summary>Logs among them that were new or had changed.</summary>
    public int LogsNew { get; set; }

    /// <summary>Log days whose combined log was made again.</summary>
    public int DaysCombined { get; set; }

    /// <summary>Log days that were loaded.</summary>
    public int DaysLoaded { get; set; }

    /// <summary>Lines of the days that were loaded.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines among them that became a row.</summary>
    public long Counted { get; private set; }

    /// <summary>Rows among those that repeat another one of their log.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Lines that are no request that counts, by reason.</summary>
    public SortedDictionary<LineReason, long> Ignored { get; } = [];

    /// <summary>Lines that are one and cannot be read, by reason.</summary>
    public SortedDictionary<LineReason, long> Malformed { get; } = [];

    /// <summary>UTC days that were tallied.</summary>
    public int DaysTallied { get; set; }

    /// <summary>Raw parts that were found damaged and made again.</summary>
    public int PartsRepaired { get; set; }

    /// <summary>Weeks that were totalled.</summary>
    public int WeeksTotalled { get; set; }

    /// <summary>Uploads of any day that are left out, with the reason.</summary>
    public List<(LogDay Day, LeftOut Upload)> LeftOut { get; } = [];

    /// <summary>Log days that could not be counted as they should be and stay as they were.</summary>
    public List<CountProblem> Problems { get; } = [];

    /// <summary>UTC days whose raw parts may have changed.</summary>
    public HashSet<UtcDay> Changed { get; } = [];

    /// <summary>Rows that came for a day after its raw data was removed, and are not counted.</summary>
    public List<(UtcDay Day, long Rows)> LateRows { get; } = [];

    /// <summary>The public files.</summary>
    public IReadOnlyList<PublishedFile> Published { get; set; } = [];

    /// <summary>Whether anything was done.</summary>
    public bool DidWork => LogsNew + DaysCombined + DaysLoaded + DaysTallied + WeeksTotalled > 0 || Published.Any(file => file.WasReplaced);

    /// <summary>Whether something is missing from what was counted.</summary>
    public bool IsIncomplete => Problems.Count > 0 || LateRows.Count > 0 || LeftOut.Any(left => left.Upload.State == UploadState.SetAside);

    /// <summary>Adds what loading a day did.</summary>
    public void Add(LoadReport report)
    {
        if (report is not { DidWork: true, Loaded: { } loaded })
        {
            return;
        }

        DaysLoaded++;
        Changed.UnionWith(report.Changed);
        Lines += loaded.Counts.Lines;
        Counted += loaded.Counts.Counted;
        Duplicates += loaded.Counts.Duplicates;
        foreach ((LineReason reason, long lines) in loaded.Counts.Ignored)
        {
            Ignored[reason] = Ignored.GetValueOrDefault(reason) + lines;
        }

        foreach ((LineReason reason, long lines) in loaded.Counts.Malformed)
        {
            Malformed[reason] = Malformed.GetValueOrDefault(reason) + lines;
        }
    }
}

/// <summary>A log day that stays as it was.</summary>
/// <param name="Day">The day.</param>
/// <param name="Reason">What was found, expected, and what to do.</param>
internal sealed record CountProblem(LogDay Day, string Reason);
