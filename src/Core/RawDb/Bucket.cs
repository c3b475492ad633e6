namespace Countme.Core.RawDb;

/// <summary>What a request counts as: everything about it that is kept, except who asked and when.</summary>
/// <param name="OsName">Name in the agent, for example <c>Fedora Linux</c>; empty if the agent has no OS form.</param>
/// <param name="OsVersion">Version in the agent, for example <c>41</c>.</param>
/// <param name="OsVariant">Variant in the agent, for example <c>workstation</c>.</param>
/// <param name="OsArch">Architecture in the agent, for example <c>x86_64</c>.</param>
/// <param name="SysAge">The value of <c>countme</c>, 1 to 4 from an honest client; −1 if the request had none.</param>
/// <param name="RepoTag">The <c>repo</c> asked for.</param>
/// <param name="RepoArch">The <c>arch</c> asked for.</param>
public sealed record Bucket(
    string OsName, string OsVersion, string OsVariant, string OsArch, long SysAge, string RepoTag, string RepoArch);
