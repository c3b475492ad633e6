namespace Countme.Adapters.Exchange;

/// <summary>One counted request, as the existing system's raw database keeps it.</summary>
/// <param name="Timestamp">When, in Unix seconds.</param>
/// <param name="Host">Who asked: an address or, from us, a pseudonym.</param>
/// <param name="OsName">Name in the agent; empty if it has none.</param>
/// <param name="OsVersion">Version in the agent.</param>
/// <param name="OsVariant">Variant in the agent.</param>
/// <param name="OsArch">Architecture in the agent.</param>
/// <param name="SysAge">The value of <c>countme</c>; −1 if there was none.</param>
/// <param name="RepoTag">The <c>repo</c> asked for.</param>
/// <param name="RepoArch">The <c>arch</c> asked for.</param>
public sealed record RawRow(
    long Timestamp,
    string Host,
    string OsName,
    string OsVersion,
    string OsVariant,
    string OsArch,
    long SysAge,
    string RepoTag,
    string RepoArch);
