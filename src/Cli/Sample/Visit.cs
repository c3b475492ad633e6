namespace Countme.Cli.Sample;

/// <summary>A client that is asking for its repositories just now. Kept and used again for the next client.</summary>
internal sealed class Visit
{
    private readonly byte[] _prefix = new byte[HostAddress.MaxBytes + Separator.Length];
    private int _prefixLength;
    private int _next;

    /// <summary>What stands between host and time: the two unknowns and the bracket.</summary>
    private static ReadOnlySpan<byte> Separator => " - - ["u8;

    /// <summary>Host and all before the time.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix.AsSpan(0, _prefixLength);

    /// <summary>Who asks.</summary>
    public SampleClient Client { get; private set; } = null!;

    /// <summary>Age the client tells in this visit, 1 to 4; 0 if it tells none.</summary>
    public int Age { get; private set; }

    /// <summary>Lines still to come.</summary>
    public int Remaining { get; set; }

    /// <summary>Starts a visit.</summary>
    /// <param name="site">Site that is visited.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="tellingShare">Share of visits that tell their age, in 65 536ths.</param>
    public void Begin(SampleSite site, ref RandomStream random, int tellingShare)
    {
        var (host, system) = site.Hosts.Pick(ref random);
        Client = site.Clients.Pick(system);
        _prefixLength = HostAddress.Write(host, site.AddressPool, _prefix);
        Separator.CopyTo(_prefix.AsSpan(_prefixLength));
        _prefixLength += Separator.Length;

        ulong draw = random.Next();
        int requests = Client.Requests.Length;
        Age = Client.TellsAge && (ushort)draw < tellingShare ? AgeOf(system) : 0;
        if (Client.AsksInOrder)
        {
            // Two of three go through all their repositories; the others stop on the way.
            Remaining = (draw >> 16 & 0xFF) < 170 ? requests : 1 + Below(draw, requests);
            _next = 0;
        }
        else
        {
            Remaining = 1 + (int)(draw >> 16 & 1);
            _next = Below(draw, requests);
        }
    }

    /// <summary>Moves to the next request.</summary>
    /// <returns>Its method and target.</returns>
    public byte[] NextRequest()
    {
        byte[] request = Client.Requests[_next];
        _next = _next + 1 == Client.Requests.Length ? 0 : _next + 1;
        return request;
    }

    // First week, first month, first half year, older: old systems are the most.
    private static int AgeOf(ulong system) => (system >> 16 & 0xF) switch { < 2 => 1, < 4 => 2, < 8 => 3, _ => 4 };

    private static int Below(ulong draw, int limit) => (int)(((draw >> 32) * (ulong)limit) >> 32);
}
