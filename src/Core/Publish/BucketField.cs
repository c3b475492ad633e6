using System.Globalization;
using Countme.Core.RawDb;

namespace Countme.Core.Publish;

/// <summary>One of the things that a request counts as.</summary>
/// <param name="Name">How options and tables call it.</param>
/// <param name="Column">How the public CSV calls it.</param>
/// <param name="JsonName">How JSON calls it.</param>
/// <param name="Description">What it is, for help.</param>
/// <param name="Of">Its value.</param>
public sealed record BucketField(string Name, string Column, string JsonName, string Description, Func<Bucket, string> Of)
{
    /// <summary>The field of the age, which the unique series does not have.</summary>
    public static BucketField Age { get; } = new(
        "age", "sys_age", "sysAge", "age bucket of the system, 1 to 4", bucket => bucket.SysAge.ToString(CultureInfo.InvariantCulture));

    /// <summary>All fields in the order of the public CSV.</summary>
    public static IReadOnlyList<BucketField> All { get; } =
    [
        new("os", "os_name", "osName", "name of the system, such as \"Fedora Linux\"", bucket => bucket.OsName),
        new("version", "os_version", "osVersion", "version of the system, such as 42", bucket => bucket.OsVersion),
        new("variant", "os_variant", "osVariant", "variant of the system, such as workstation", bucket => bucket.OsVariant),
        new("arch", "os_arch", "osArch", "architecture of the system, such as x86_64", bucket => bucket.OsArch),
        Age,
        new("repo", "repo_tag", "repoTag", "repository asked for, such as fedora-42", bucket => bucket.RepoTag),
        new("repo-arch", "repo_arch", "repoArch", "architecture asked for", bucket => bucket.RepoArch),
    ];
}
