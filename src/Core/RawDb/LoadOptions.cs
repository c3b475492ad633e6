namespace Countme.Core.RawDb;

/// <summary>How a log day is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Version of the line rules. Raised when a change makes any line count differently, so that days are loaded again.</summary>
    public const int RulesVersion = 1;

    /// <summary>Says in <see cref="Rules"/> that equal rows were kept.</summary>
    public const string DuplicatesKept = "duplicates kept";

    /// <summary>Threads that read lines and sort rows.</summary>
    /// <value>Default 2. At least 1.</value>
    public int Workers { get; init; } = 2;

    /// <summary>Memory for rows and their buckets before they go to scratch, in bytes. The whole step needs about 150 MiB more.</summary>
    /// <value>Default 168 MiB, 7 million rows.</value>
    public long RowMemoryBytes { get; init; } = 168L << 20;

    /// <summary>Whether parts hold the key to their hosts' addresses, for exchange with the existing system.</summary>
    /// <value>Default false: pseudonyms, whose key is kept apart and deleted.</value>
    public bool PlainHosts { get; init; }

    /// <summary>Whether equal rows of one log count each time, as with the existing system's <c>--no-dup-check</c>.</summary>
    /// <value>Default false: equal rows count once.</value>
    public bool KeepDuplicates { get; init; }

    /// <summary>Identifies the rules: a day loaded under other ones is loaded again.</summary>
    public string Rules => $"rules {RulesVersion}{(PlainHosts ? ", plain hosts" : "")}{(KeepDuplicates ? ", " + DuplicatesKept : "")}";
}
