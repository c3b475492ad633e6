using System.Globalization;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>
/// How much generated input a run tries, and from which seed: <c>COUNTME_SEED</c> sets it, <c>COUNTME_LONG=1</c> tries ten times as
/// much.
/// </summary>
internal static class Campaign
{
    private const int DefaultSeed = 20_251_006;
    private const int LongFactor = 10;

    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("COUNTME_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : DefaultSeed;

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("COUNTME_LONG") == "1";

    /// <summary>A number of tries: the default one, or more of them in a long run.</summary>
    public static int Tries(int count) => IsLong ? count * LongFactor : count;

    /// <summary>Seeds of as many tries, each its own.</summary>
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(Seed, Tries(count))];

    /// <summary>What to say of a failure, so that it can be had again.</summary>
    public static string Repeat(int seed) => string.Create(CultureInfo.InvariantCulture, $"Run again with COUNTME_SEED={seed}.");
}
