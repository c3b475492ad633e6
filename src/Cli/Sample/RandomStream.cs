using System.Numerics;

namespace Countme.Cli.Sample;

/// <summary>
/// A stream of random numbers (xoshiro256**) that is the same on every runtime. <see cref="Random"/> does not promise its algorithm,
/// and a sample must stay the same from version to version.
/// </summary>
internal struct RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Starts a stream; streams of different seeds have nothing to do with each other.</summary>
    /// <param name="seed">Any number.</param>
    public RandomStream(ulong seed)
    {
        _a = Mix(seed + Golden);
        _b = Mix(seed + unchecked(2 * Golden));
        _c = Mix(seed + unchecked(3 * Golden));
        _d = Mix(seed + unchecked(4 * Golden));
    }

    /// <summary>Scatters a number over all 64 bits (the finaliser of splitmix64): equal in, equal out, no other pattern left.</summary>
    /// <param name="value">Any number.</param>
    /// <returns>Its image; different for every number.</returns>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Turns what a stream is for into its seed.</summary>
    /// <param name="seed">The sample's seed.</param>
    /// <param name="name">The stream's name, such as a proxy and a site.</param>
    /// <param name="number">A number that tells streams of the same name apart, such as a day.</param>
    /// <returns>A seed.</returns>
    public static ulong SeedFor(ulong seed, string name, long number)
    {
        ulong hash = Mix(seed ^ 0x6A09E667F3BCC909);
        foreach (char c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return Mix(Mix(hash) + (ulong)number);
    }

    /// <summary>The next 64 random bits.</summary>
    /// <returns>Any number, each as likely as the others.</returns>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>The next random number below a limit.</summary>
    /// <param name="limit">1 or more.</param>
    /// <returns>0 to <paramref name="limit"/> − 1.</returns>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);
}
