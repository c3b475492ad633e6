namespace Countme.EndToEnd.Tests.Model;

/// <summary>A ROW. Texts that are missing are null in mirrors mode and empty otherwise.</summary>
internal sealed record ModelRow(
    long Timestamp, string Host, string? OsName, string? OsVersion, string? OsVariant, string? OsArch, long SysAge, string? RepoTag,
    string? RepoArch);
