namespace Countme.Cli.Sample;

/// <summary>Systems of the Enterprise Linux family: askers of EPEL, and CentOS Stream asking for its own repositories.</summary>
internal static class EnterpriseClients
{
    private static readonly (string Name, string Content, double Weight, (string Version, double Weight)[] Releases)[] Systems =
    [
        ("Red Hat Enterprise Linux", "rhel", 30, [("9.6", 26), ("8.10", 25), ("9.4", 19), ("10.0", 14), ("8.6", 10), ("9.2", 6)]),
        ("Rocky Linux", "rocky", 23, [("9.6", 40), ("8.10", 24), ("9.5", 14), ("9.4", 9), ("10.0", 8), ("8.9", 5)]),
        ("AlmaLinux", "almalinux", 19, [("9.6", 37), ("8.10", 25), ("9.5", 15), ("9.4", 9), ("10.0", 9), ("8.9", 5)]),
        ("CentOS Stream", "centos", 11, [("9", 70), ("10", 18), ("8", 12)]),
        ("Oracle Linux Server", "ol", 11, [("8.10", 40), ("9.6", 36), ("9.5", 14), ("10.0", 10)]),
        ("CentOS Linux", "centos", 4, [("8", 100)]),
        ("Amazon Linux", "", 1.2, [("2023", 100)]),
        ("CloudLinux", "", 0.8, [("9.6", 60), ("8.10", 40)]),
    ];

    private static readonly (string Name, double Weight)[] Variants =
        [("generic", 38), ("", 30), ("server", 16), ("cloud", 11), ("container", 5)];

    private static readonly (string Name, double Weight)[] Arches = [("x86_64", 92), ("aarch64", 7), ("ppc64le", 0.6), ("s390x", 0.4)];

    private static readonly (string Version, double Weight)[] StreamReleases = [("9", 78), ("10", 22)];

    private static readonly bool[] BuilderChoices = [false, true];

    /// <summary>Those that ask for EPEL, with their shares among each other.</summary>
    /// <returns>Clients and weights.</returns>
    public static IEnumerable<(SampleClient Client, double Weight)> AskingForEpel() =>
        from system in Systems
        from release in system.Releases
        from variant in Variants
        from arch in Arches
        from extra in ExtrasOf(system.Content)
        select (
            Asking(
                EpelReposOf(system.Name, release.Version),
                arch.Name,
                extra.Text,
                AgentOf(system.Name, release.Version, variant.Name, arch.Name)),
            system.Weight * release.Weight / 100 * variant.Weight * arch.Weight * extra.Weight);

    /// <summary>CentOS Stream systems that ask for their own repositories, with their shares among each other.</summary>
    /// <returns>Clients and weights.</returns>
    public static IEnumerable<(SampleClient Client, double Weight)> AskingForStream() =>
        from release in StreamReleases
        from variant in Variants
        from arch in Arches
        from builder in BuilderChoices
        select (
            Asking(
                StreamReposOf(release.Version, builder),
                arch.Name,
                "&protocol=https,http",
                AgentOf("CentOS Stream", release.Version, variant.Name, arch.Name)),
            release.Weight * variant.Weight * arch.Weight * (builder ? 0.3 : 0.7));

    private static string[] EpelReposOf(string name, string version) => version.Split('.')[0] switch
    {
        "8" => ["epel-8", "epel-modular-8"],
        "10" => ["epel-z-10"],
        _ when name == "CentOS Stream" => ["epel-9", "epel-next-9", "epel-cisco-openh264-9"],
        _ => ["epel-9", "epel-cisco-openh264-9"],
    };

    private static string[] StreamReposOf(string version, bool builder)
    {
        string[] repos =
        [
            $"centos-baseos-{version}-stream", $"centos-appstream-{version}-stream", $"centos-extras-sig-extras-common-{version}-stream",
        ];
        return builder ? [.. repos, $"centos-crb-{version}-stream"] : repos;
    }

    private static (string Text, double Weight)[] ExtrasOf(string content) => content.Length == 0
        ? [("", 1)]
        :
        [
            ($"&infra=stock&content={content}", 0.62), ($"&infra=genclo&content={content}", 0.16), ("", 0.12),
            ("&infra=$infra&content=$contentdir", 0.10),
        ];

    private static string AgentOf(string name, string version, string variant, string arch) =>
        $"libdnf ({name} {version}; {variant}; Linux.{arch})";

    private static SampleClient Asking(string[] repos, string arch, string extra, string agent) =>
        new(repos.Select(repo => $"GET /metalink?repo={repo}&arch={arch}{extra}"), agent) { TellsAge = true, AsksInOrder = true };
}
