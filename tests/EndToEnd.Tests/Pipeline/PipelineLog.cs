using System.Globalization;
using Countme.Core.Time;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>A log as a proxy uploads it.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PipelineLog(string Name, byte[] Content)
{
    /// <summary>The sites of the golden logs.</summary>
    public static readonly string[] GoldenSites = ["mirrors.centos.org", "mirrors.fedoraproject.org"];

    /// <summary>The hosts of the golden logs.</summary>
    public static readonly string[] GoldenHosts = ["proxy01", "proxy02", "proxy03"];

    /// <summary>A log at its usual place.</summary>
    public static string NameOf(string host, LogDay day, string site, string ending = "") =>
        $"{host}/{day.Date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture)}/http/{site}-access.log{ending}";

    /// <summary>The golden proxies' logs of one site, or of both, in order of names.</summary>
    public static PipelineLog[] Golden(string? site = null) => InFolder(TestData.PathOf("golden", "small", "proxies"), site);

    /// <summary>The golden logs that are merged already, a log a day.</summary>
    public static PipelineLog[] GoldenCombined(string? site = null) =>
        InFolder(TestData.PathOf("golden", "small", "combined-compressed"), site);

    /// <summary>All logs below a folder.</summary>
    public static PipelineLog[] InFolder(string folder, string? site = null) =>
    [
        .. Directory.EnumerateFiles(folder, $"{site ?? "*"}-access.log*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(
                path => new PipelineLog(
                    Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes(path))),
    ];
}
