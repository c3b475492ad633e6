namespace Countme.Cli.Sample;

/// <summary>Clients whose agent tells no operating system: old package managers, tools, browsers and robots.</summary>
internal static class PlainClients
{
    private static readonly (string Agent, double Weight)[] OldManagers =
    [
        ("urlgrabber/3.10 yum/3.4.3", 60), ("urlgrabber/3.9.1 yum/3.2.29", 12), ("urlgrabber/3.10", 10), ("yum/4.2.23", 4),
        ("Satellite/6.15", 4),
    ];

    private static readonly (string Agent, double Weight)[] Tools =
    [
        ("osbuild", 25), ("PackageKit-hawkey", 14), ("dnf5", 14), ("libdnf5", 9), ("curl/8.6.0", 8), ("curl/7.61.1", 5), ("dnf", 5),
        ("libdnf", 4), ("Wget/1.21.3", 5), ("librepo/1.17.0", 5), ("microdnf", 3), ("reposync", 2), ("gnome-software/45.3", 3), ("-", 2),
        ("", 1),
    ];

    private static readonly (string Version, double Weight)[] FedoraReleases = [("43", 0.2), ("42", 0.5), ("41", 0.3)];

    private static readonly (string Agent, double Weight)[] Visitors =
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", 20),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", 18),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 "
            + "Safari/604.1", 6),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", 8),
        ("Go-http-client/2.0", 8), ("Java/17.0.9", 6), ("python-requests/2.31.0", 8), ("katello/4.9", 6), ("Artifactory/7.77.5", 8),
        ("Nexus/3.61.0-02 (PRO; Linux; 4.18.0; amd64; 1.8.0_382)", 6),
        ("pulpcore/3.39.1 (cpython 3.9.18-final0, Linux x86_64) (aiohttp 3.8.6)", 6),
    ];

    private static readonly (string Text, double Weight)[] Referrers =
        [("-", 75), ("https://www.google.com/", 10), ("https://fedoraproject.org/", 10), ("https://docs.fedoraproject.org/en-US/epel/", 5)];

    // All but the last two are lines that count nothing: another path, another method, no query.
    private static readonly string[] VisitorRequests =
    [
        "GET /", "GET /robots.txt", "GET /favicon.ico", "GET /publiclist/Fedora/42/", "GET /publiclist/EPEL/9/x86_64/",
        "GET /mm/publiclist", "GET /static/fedora.css", "GET /static/mirrormanager2.css", "GET /metalink", "GET /mirrorlist",
        "GET /metalink/", "GET /metalink/?repo=epel-9&arch=x86_64",
        "GET /metalink.xml?repo=epel-9&arch=x86_64", "GET /Metalink?repo=fedora-42&arch=x86_64", "GET /mirrorlists?repo=epel-9&arch=x86_64",
        "GET /?repo=fedora-42&arch=x86_64&countme=1", "GET /.env", "POST /metalink?repo=fedora-42&arch=x86_64",
        "OPTIONS /metalink?repo=epel-9&arch=x86_64",
        "GET /mirrorlist?path=pub/fedora/linux/releases/42/Everything/x86_64/os", "HEAD /metalink?repo=fedora-42&arch=x86_64",
    ];

    /// <summary>Old package managers and tools, with their shares among each other. Their requests count, without a system.</summary>
    /// <returns>Clients and weights.</returns>
    public static IEnumerable<(SampleClient Client, double Weight)> Unnamed()
    {
        foreach (var (agent, weight) in OldManagers)
        {
            yield return (new(["GET /mirrorlist?repo=epel-7&arch=x86_64"], agent), weight * 0.8);
            yield return (new(["GET /mirrorlist?repo=epel-6&arch=x86_64", "GET /mirrorlist?repo=epel-6&arch=i386"], agent), weight * 0.15);
            yield return (new(["GET /mirrorlist?repo=epel-7&arch=ppc64le"], agent), weight * 0.05);
        }

        foreach (var (agent, weight) in Tools)
        {
            foreach (var (version, share) in FedoraReleases)
            {
                string[] requests =
                    [$"GET /metalink?repo=fedora-{version}&arch=x86_64", $"GET /metalink?repo=updates-released-f{version}&arch=x86_64"];
                yield return (new(requests, agent) { AsksInOrder = true }, weight * share * 0.6);
            }

            yield return (new(["GET /metalink?repo=epel-9&arch=x86_64", "GET /metalink?repo=epel-8&arch=x86_64"], agent), weight * 0.4);
        }
    }

    /// <summary>Browsers, robots and mirroring tools, with their shares among each other. Hardly any of their requests count.</summary>
    /// <returns>Clients and weights.</returns>
    public static IEnumerable<(SampleClient Client, double Weight)> Visiting() =>
        from visitor in Visitors
        from referrer in Referrers
        select (new SampleClient(VisitorRequests, visitor.Agent, referrer.Text), visitor.Weight * referrer.Weight);
}
