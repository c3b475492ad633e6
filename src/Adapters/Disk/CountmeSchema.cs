namespace Countme.Adapters.Disk;

/// <summary>
/// The tables of <see cref="CountmeDatabase"/>. Days are numbers (days since 1970) where they are UTC days, yyyy-MM-dd where they are
/// log days; what is only read whole is JSON; text compares byte-wise.
/// </summary>
internal static class CountmeSchema
{
    private const string BucketColumns =
        "Hits INTEGER NOT NULL, OsName TEXT NOT NULL, OsVersion TEXT NOT NULL, OsVariant TEXT NOT NULL, OsArch TEXT NOT NULL, "
        + "SysAge INTEGER NOT NULL, RepoTag TEXT NOT NULL, RepoArch TEXT NOT NULL";

    /// <summary>The statements that make the tables, in order.</summary>
    public static IReadOnlyList<string> Statements { get; } =
    [
        // The ledger: one row for each uploaded log, kept for good.
        "CREATE TABLE Uploads (Name TEXT NOT NULL PRIMARY KEY, Host TEXT NOT NULL, Site TEXT NOT NULL, Day TEXT NOT NULL, "
            + "ETag TEXT NOT NULL, StoredBytes INTEGER NOT NULL, ClockLimitUnixSeconds INTEGER NOT NULL, State TEXT NOT NULL, "
            + "Reason TEXT, Hash TEXT, ContentBytes INTEGER) WITHOUT ROWID",
        "CREATE INDEX UploadsOfDay ON Uploads (Site, Day, Host, Name)",

        // Log days: what was combined and what was loaded, each null until it was done.
        "CREATE TABLE Days (Site TEXT NOT NULL, Day TEXT NOT NULL, Combined TEXT, Loaded TEXT, PRIMARY KEY (Site, Day)) WITHOUT ROWID",

        "CREATE TABLE DayTallies (Site TEXT NOT NULL, Day INTEGER NOT NULL, Tally TEXT NOT NULL, PRIMARY KEY (Site, Day)) WITHOUT ROWID",
        $"CREATE TABLE DayCounts (Site TEXT NOT NULL, Day INTEGER NOT NULL, Ordinal INTEGER NOT NULL, {BucketColumns}, "
            + "PRIMARY KEY (Site, Day, Ordinal)) WITHOUT ROWID",

        "CREATE TABLE Weeks (Site TEXT NOT NULL, Week INTEGER NOT NULL, Totals TEXT NOT NULL, PRIMARY KEY (Site, Week)) WITHOUT ROWID",
        $"CREATE TABLE WeekTotals (Site TEXT NOT NULL, Week INTEGER NOT NULL, Ordinal INTEGER NOT NULL, {BucketColumns}, "
            + "PRIMARY KEY (Site, Week, Ordinal)) WITHOUT ROWID",
    ];
}
