namespace Countme.Cli.Sample;

/// <summary>The clients of one site, common ones chosen more often.</summary>
internal static class SampleClients
{
    /// <summary>Whether a site serves CentOS Stream rather than Fedora and EPEL.</summary>
    /// <param name="site">The site's name.</param>
    /// <returns>True if "centos" is part of the name.</returns>
    public static bool AreOfStream(string site) => site.Contains("centos", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gathers a site's clients.</summary>
    /// <param name="site">The site's name.</param>
    /// <returns>A table of some hundred to some thousand clients.</returns>
    public static WeightedTable<SampleClient> Of(string site)
    {
        // Shares are of visits. They make 86 of 100 lines count and 20 of 100 tell an age.
        var visiting = Sharing(0.155, PlainClients.Visiting());
        return AreOfStream(site)
            ? new([.. Sharing(0.845, EnterpriseClients.AskingForStream()), .. visiting])
            : new(
            [
                .. Sharing(0.42, FedoraClients.All()),
                .. Sharing(0.36, EnterpriseClients.AskingForEpel()),
                .. Sharing(0.065, PlainClients.Unnamed()),
                .. visiting,
            ]);
    }

    private static IEnumerable<(SampleClient Client, double Weight)> Sharing(
        double share, IEnumerable<(SampleClient Client, double Weight)> clients)
    {
        var all = clients.ToList();
        double sum = all.Sum(client => client.Weight);
        return all.Select(client => (client.Client, client.Weight / sum * share));
    }
}
