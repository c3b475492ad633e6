namespace Countme.Cli.Sample;

/// <summary>Systems of the Fedora family: releases by editions by architectures.</summary>
internal static class FedoraClients
{
    private static readonly (string Version, double Weight)[] Releases =
        [("43", 9), ("42", 36), ("41", 28), ("40", 10), ("39", 7), ("38", 3), ("36", 1), ("rawhide", 1.5)];

    private static readonly (string Name, string Variant, string Product, bool Everywhere, double Weight)[] Editions =
    [
        ("Fedora Linux", "workstation", "libdnf", false, 42),
        ("Fedora Linux", "server", "libdnf", true, 13),
        ("Fedora Linux", "container", "libdnf", true, 10),
        ("Fedora Linux", "kde", "libdnf", false, 8),
        ("Fedora Linux", "cloud", "libdnf", true, 6),
        ("Fedora Linux", "silverblue", "rpm-ostree", false, 3.5),
        ("Fedora Linux", "generic", "libdnf", true, 3),
        ("Fedora Linux", "coreos", "rpm-ostree", true, 3),
        ("Fedora Linux", "workstation", "libdnf5/5.2.8", false, 2),
        ("Fedora Linux", "kinoite", "rpm-ostree", false, 2),
        ("Fedora Linux", "workstation", "libdnf/0.73.4", false, 1),
        ("Fedora Linux", "xfce", "libdnf", false, 1),
        ("Fedora Linux", "iot", "rpm-ostree", false, 0.8),
        ("Fedora Linux", "cinnamon", "libdnf", false, 0.6),
        ("Fedora Linux", "sway", "libdnf", false, 0.3),
        ("Fedora Linux", "mate-compiz", "libdnf", false, 0.3),
        ("Fedora Linux Asahi Remix", "kde", "libdnf", false, 0.4),
    ];

    private static readonly (string Name, double Weight)[] Arches =
        [("x86_64", 88), ("aarch64", 10.6), ("ppc64le", 0.7), ("s390x", 0.7)];

    /// <summary>All of them with their shares among each other.</summary>
    /// <returns>Clients and weights.</returns>
    public static IEnumerable<(SampleClient Client, double Weight)> All()
    {
        foreach (var release in Releases)
        {
            foreach (var edition in Editions)
            {
                foreach (var arch in Arches.Where(arch => edition.Everywhere || arch.Weight > 1))
                {
                    bool isDated = edition.Variant == "coreos" && release.Version != "rawhide";
                    string version = isDated ? $"{release.Version}.20250929.3.0" : release.Version;
                    string agent = $"{edition.Product} ({edition.Name} {version}; {edition.Variant}; Linux.{arch.Name})";
                    double weight = release.Weight * edition.Weight * arch.Weight;
                    string[] repos = ReposOf(release.Version);
                    yield return (Asking(repos, arch.Name, agent), weight * 0.93);
                    if (edition.Product == "libdnf" && release.Version != "rawhide")
                    {
                        yield return (Asking([.. repos, $"updates-testing-f{release.Version}"], arch.Name, agent), weight * 0.05);
                        yield return (Asking([.. repos, $"fedora-source-{release.Version}"], arch.Name, agent), weight * 0.02);
                    }
                }
            }
        }
    }

    private static string[] ReposOf(string version)
    {
        if (version == "rawhide")
        {
            return ["rawhide", "fedora-cisco-openh264-rawhide"];
        }

        string[] repos = [$"fedora-{version}", $"updates-released-f{version}", $"fedora-cisco-openh264-{version}"];
        return version is "38" or "36" ? [.. repos, $"fedora-modular-{version}", $"updates-released-modular-f{version}"] : repos;
    }

    private static SampleClient Asking(string[] repos, string arch, string agent) =>
        new(repos.Select(repo => $"GET /metalink?repo={repo}&arch={arch}"), agent) { TellsAge = true, AsksInOrder = true };
}
