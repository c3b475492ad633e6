namespace Countme.Cli.Sample;

/// <summary>The hosts of one site. The same hosts come back during a day and on other days, through any proxy; what a host is follows
/// from its number, so no host takes memory.</summary>
/// <param name="seed">Seed of the site's hosts.</param>
/// <param name="hosts">Number of hosts; 1 or more.</param>
internal sealed class HostPopulation(ulong seed, int hosts)
{
    // One visit in 24 comes through a host with hundreds of systems behind it: a company, a university, a provider's NAT.
    private const ulong SharedOneIn = 24;
    private const int SystemsBehindShared = 700;
    private const int HostsPerShared = 400;

    private readonly int _sharedHosts = Math.Max(1, hosts / HostsPerShared);

    /// <summary>Number of hosts for which about one in five lines of a day brings a new one.</summary>
    /// <param name="linesPerDay">Lines a day for the site, all proxies together.</param>
    /// <returns>Number of hosts, 32 or more.</returns>
    public static int SizeFor(double linesPerDay) => (int)Math.Clamp(linesPerDay / 3.3, 32, 1 << 30);

    /// <summary>Chooses a host and one of its systems.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>The host's mark, which makes its address, and the system's mark, which makes everything else about it.</returns>
    public (ulong Host, ulong System) Pick(ref RandomStream random)
    {
        ulong draw = random.Next();
        bool isShared = (draw & 0xFFFF) % SharedOneIn == 0;
        ulong number = Scale((uint)(draw >> 32), isShared ? _sharedHosts : hosts);
        ulong host = RandomStream.Mix(seed + number);
        int systems = isShared ? SystemsBehindShared : OwnSystems(host);
        return (host, RandomStream.Mix(host + 1 + Scale((uint)(draw >> 8), systems)));
    }

    private static int OwnSystems(ulong host) => (host >> 40 & 0xF) switch { 0 => 3, 1 or 2 => 2, _ => 1 };

    private static ulong Scale(uint random, int limit) => ((ulong)random * (uint)limit) >> 32;
}
