using System.Net;
using System.Text;
using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class HostAddressTest
{
    private static readonly IPNetwork[] Few =
        [IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("2001:db8::/32")];

    private static readonly IPNetwork[] All = [.. Few, IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("240.0.0.0/4")];

    [Fact]
    public void Write_FewHosts_AddressesOfNoOne() =>
        Assert.All(Addresses(1_000_000), address => Assert.Contains(Few, range => range.Contains(address)));

    [Fact]
    public void Write_ManyHosts_MoreRangesOfNoOne()
    {
        var addresses = Addresses(50_000_000);

        Assert.All(addresses, address => Assert.Contains(All, range => range.Contains(address)));
        Assert.Contains(addresses, address => All[^1].Contains(address));
    }

    private static List<IPAddress> Addresses(int hosts)
    {
        Span<byte> text = stackalloc byte[HostAddress.MaxBytes];
        var addresses = new List<IPAddress>();
        for (ulong number = 0; number < 2_000; number++)
        {
            int length = HostAddress.Write(RandomStream.Mix(number), HostAddress.PoolFor(hosts), text);
            addresses.Add(IPAddress.Parse(Encoding.ASCII.GetString(text[..length])));
        }

        return addresses;
    }
}
