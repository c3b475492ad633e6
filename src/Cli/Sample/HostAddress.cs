namespace Countme.Cli.Sample;

/// <summary>
/// Writes a host's address: three of four are IPv4, the others IPv6. All lie in ranges that belong to no one on the internet: the
/// benchmark range 198.18.0.0/15, the shared range 100.64.0.0/10, the documentation range 2001:db8::/32; and where these four million
/// are too few, the private range 10.0.0.0/8 and the reserved range 240.0.0.0/4.
/// </summary>
internal static class HostAddress
{
    /// <summary>Longest address, in bytes.</summary>
    public const int MaxBytes = 39;

    private static readonly (uint First, uint Count)[] Ranges =
        [(0xC6120000, 1 << 17), (0x64400000, 1 << 22), (0x0A000000, 1 << 24), (0xF0000000, 1 << 28)];

    /// <summary>Number of IPv4 addresses to draw from, so that a population has mostly different ones.</summary>
    /// <param name="hosts">Number of hosts.</param>
    /// <returns>The size of the first ranges that hold twice as many, or of all.</returns>
    public static uint PoolFor(int hosts)
    {
        uint pool = Ranges[0].Count + Ranges[1].Count;
        for (int i = 2; i < Ranges.Length && pool < 2L * hosts; i++)
        {
            pool += Ranges[i].Count;
        }

        return pool;
    }

    /// <summary>Writes the address of a host.</summary>
    /// <param name="host">The host's mark.</param>
    /// <param name="pool">Number of IPv4 addresses to draw from, from <see cref="PoolFor"/>.</param>
    /// <param name="to">Where to; at least <see cref="MaxBytes"/> long.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ulong host, uint pool, Span<byte> to) =>
        (host & 3) == 0 ? WriteV6(host, to) : WriteV4(Nth((uint)((host >> 32) * pool >> 32)), to);

    private static uint Nth(uint index)
    {
        int range = 0;
        while (index >= Ranges[range].Count)
        {
            index -= Ranges[range++].Count;
        }

        return Ranges[range].First + index;
    }

    private static int WriteV4(uint address, Span<byte> to)
    {
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            length += Digits.Write(address >> shift & 0xFF, to[length..]);
            to[length++] = (byte)'.';
        }

        return length - 1;
    }

    private static int WriteV6(ulong host, Span<byte> to)
    {
        "2001:db8"u8.CopyTo(to);
        int length = 8;
        ulong high = RandomStream.Mix(host);
        ulong low = RandomStream.Mix(high);
        if (high >> 61 == 0)
        {
            // A server with a hand-picked address: 2001:db8:5ed:5311::59a6
            length = WriteGroups(high, 2, to, length);
            to[length++] = (byte)':';
            return WriteGroups(low, 1, to, length);
        }

        length = WriteGroups(high, 2, to, length);
        return WriteGroups(low, 4, to, length);
    }

    private static int WriteGroups(ulong bits, int count, Span<byte> to, int length)
    {
        for (int i = 0; i < count; i++, bits >>= 16)
        {
            to[length++] = (byte)':';
            length += Digits.WriteHex((ushort)bits, to[length..]);
        }

        return length;
    }
}
