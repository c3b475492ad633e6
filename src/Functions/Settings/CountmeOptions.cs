using System.ComponentModel.DataAnnotations;

namespace Countme.Functions.Settings;

/// <summary>How the pipeline behaves: the settings <c>Countme__…</c>. What is not set has its default.</summary>
public sealed record CountmeOptions
{
    /// <summary>Put before the names of containers and tables, so that several pipelines share an account.</summary>
    /// <value>Default empty. A lower-case letter, then lower-case letters and digits, at most 20.</value>
    [RegularExpression(
        "([a-z][a-z0-9]{0,19})?", ErrorMessage = "a lower-case letter and up to 19 lower-case letters and digits, or nothing")]
    public string NamePrefix { get; init; } = "";

    /// <summary>The sites that are counted, with commas between them.</summary>
    /// <value>Default empty: every site that a log was uploaded for.</value>
    [SiteNames(ErrorMessage = "names of sites with commas between them, such as mirrors.fedoraproject.org, or nothing for every site")]
    public string Sites { get; init; } = "";

    /// <summary>The hosts that send logs, by site: <c>site=host1,host2;site2=…</c>.</summary>
    /// <value>Default empty: learnt from the uploads of the last <see cref="LearnHostsDays"/> days, as is every site not named.</value>
    [HostsBySite(
        ErrorMessage = "sites with their hosts, such as mirrors.fedoraproject.org=proxy01,proxy02;mirrors.centos.org=proxy01, or nothing")]
    public string ExpectedHosts { get; init; } = "";

    /// <summary>Log days to look back at to learn which hosts send logs.</summary>
    /// <value>Default 7. From 1 to 60.</value>
    [Range(1, 60)]
    public int LearnHostsDays { get; init; } = 7;

    /// <summary>How long no upload may come before a day is counted without the hosts that are missing, in minutes.</summary>
    /// <value>Default 30. From 1 to 1440.</value>
    [Range(1, 1440)]
    public int QuietMinutes { get; init; } = 30;

    /// <summary>Longest wait for the uploads of a day, in hours.</summary>
    /// <value>Default 36. From 1 to 144.</value>
    [Range(1, 144)]
    public int MaxWaitHours { get; init; } = 36;

    /// <summary>Log days that the daily sweep compares with the ledger, up to the day of the sweep.</summary>
    /// <value>Default 14. From 1 to 400.</value>
    [Range(1, 400)]
    public int SweepDays { get; init; } = 14;

    /// <summary>
    /// Days that raw parts and the keys of their pseudonyms are kept once their week is complete; whole weeks are removed.
    /// </summary>
    /// <value>Default 35. From 7 to 3650.</value>
    [Range(7, 3650)]
    public int KeepRawDays { get; init; } = 35;

    /// <summary>Days that uploaded and combined logs are kept after their log day, once their weeks are complete.</summary>
    /// <value>Default 30. From 1 to 3650.</value>
    [Range(1, 3650)]
    public int KeepLogDays { get; init; } = 30;

    /// <summary>Days that the histories of ended orchestrations are kept.</summary>
    /// <value>Default 14. From 1 to 365.</value>
    [Range(1, 365)]
    public int KeepHistoryDays { get; init; } = 14;

    /// <summary>Days of a backfill that are counted at a time, unless it asks for fewer.</summary>
    /// <value>Default 4. From 1 to 16.</value>
    [Range(1, 16)]
    public int ParallelDays { get; init; } = 4;

    /// <summary>Merges, loads, tallies and publications that one process runs at a time; others wait.</summary>
    /// <value>Default 2. From 1 to 64.</value>
    [Range(1, 64)]
    public int ParallelSteps { get; init; } = 2;

    /// <summary>Memory that a load may hold for rows before they go to a local file, in MiB.</summary>
    /// <value>Default 48. From 16 to 4096.</value>
    [Range(16, 4096)]
    public int RowMemoryMegabytes { get; init; } = 48;

    /// <summary>How often a step is tried before its day is given up.</summary>
    /// <value>Default 6. From 1 to 20.</value>
    [Range(1, 20)]
    public int StepTries { get; init; } = 6;

    /// <summary>Wait before a step is tried again the first time, in seconds; it doubles each time, up to five minutes.</summary>
    /// <value>Default 5. From 1 to 300.</value>
    [Range(1, 300)]
    public int RetrySeconds { get; init; } = 5;

    /// <summary>
    /// Whether text from agents is published as it came, byte for byte as the existing system does, hostile text included.
    /// </summary>
    /// <value>Default false: a text that is hostile to spreadsheets or pages is published empty or guarded.</value>
    public bool Exact { get; init; }

    /// <summary>The topic that status events go to.</summary>
    /// <value>Default <c>countme-status</c>. Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 50.</value>
    [RegularExpression(
        "[A-Za-z0-9]([A-Za-z0-9._-]{0,48}[A-Za-z0-9])?",
        ErrorMessage = "up to 50 letters, digits, '.', '_' and '-', a letter or digit at both ends")]
    public string Topic { get; init; } = "countme-status";
}
