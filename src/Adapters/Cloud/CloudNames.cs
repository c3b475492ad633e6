namespace Countme.Adapters.Cloud;

/// <summary>Names of the containers and tables. The templates in <c>infra</c> make what is named here; a test compares them.</summary>
/// <param name="Prefix">
/// Put before every name, so that several pipelines share an account; a lower-case letter, then lower-case letters and digits, at most
/// 20. Empty by default.
/// </param>
public sealed record CloudNames(string Prefix = "")
{
    /// <summary>Uploaded logs, as proxies put them.</summary>
    public const string LogsContainer = "logs";

    /// <summary>Combined logs.</summary>
    public const string CombinedContainer = "combined";

    /// <summary>Raw parts and the keys of their pseudonyms.</summary>
    public const string RawDbContainer = "rawdb";

    /// <summary>What everybody may see.</summary>
    public const string PublicContainer = "public";

    /// <summary>Logs that were set aside, each with its reason beside it.</summary>
    public const string RejectedContainer = "rejected";

    /// <summary>The ledger: a row for each uploaded log, kept for good.</summary>
    public const string UploadsTable = "Uploads";

    /// <summary>A row for each site and log day: the state of each step.</summary>
    public const string DaysTable = "Days";

    /// <summary>Tallies of UTC days.</summary>
    public const string DayTalliesTable = "DayTallies";

    /// <summary>A row for each site and week: state, revision, gaps.</summary>
    public const string WeeksTable = "Weeks";

    /// <summary>Totals of weeks.</summary>
    public const string WeekTotalsTable = "WeekTotals";

    /// <summary>Status events that the bus has not taken yet.</summary>
    public const string OutboxTable = "Outbox";

    /// <summary>Every container's name without its prefix.</summary>
    public static IReadOnlyList<string> Containers { get; } =
        [LogsContainer, CombinedContainer, RawDbContainer, PublicContainer, RejectedContainer];

    /// <summary>Every table's name without its prefix.</summary>
    public static IReadOnlyList<string> Tables { get; } =
        [UploadsTable, DaysTable, DayTalliesTable, WeeksTable, WeekTotalsTable, OutboxTable];

    /// <summary>The full name of a container or table.</summary>
    public string Of(string name) => Prefix + name;
}
