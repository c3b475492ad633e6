namespace Countme.Cli.Sample;

/// <summary>One site: who asks it and from where.</summary>
internal sealed class SampleSite
{
    /// <summary>Gathers a site's clients and hosts.</summary>
    /// <param name="name">The site's name.</param>
    /// <param name="seed">The sample's seed.</param>
    /// <param name="linesPerDay">Lines a day for the site, all proxies together.</param>
    public SampleSite(string name, ulong seed, double linesPerDay)
    {
        int hosts = HostPopulation.SizeFor(linesPerDay);
        Hosts = new(RandomStream.SeedFor(seed, name, 0), hosts);
        AddressPool = HostAddress.PoolFor(hosts);
        Clients = SampleClients.Of(name);
    }

    /// <summary>Clients to choose from.</summary>
    public WeightedTable<SampleClient> Clients { get; }

    /// <summary>Hosts to choose from.</summary>
    public HostPopulation Hosts { get; }

    /// <summary>Number of IPv4 addresses its hosts are drawn from.</summary>
    public uint AddressPool { get; }
}
