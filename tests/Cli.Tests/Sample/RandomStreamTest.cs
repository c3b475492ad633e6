using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed class RandomStreamTest
{
    [Fact]
    public void Next_Seed_SameNumbersForEver()
    {
        var random = new RandomStream(1);

        ulong[] first = [random.Next(), random.Next(), random.Next()];

        Assert.Equal([12966619160104079557, 9600361134598540522, 10590380919521690900], first);
    }

    [Fact]
    public void SeedFor_NameOrNumberDiffers_OtherSeed()
    {
        ulong[] seeds =
        [
            RandomStream.SeedFor(1, "proxy01/a", 5), RandomStream.SeedFor(1, "proxy01/a", 6), RandomStream.SeedFor(1, "proxy02/a", 5),
            RandomStream.SeedFor(1, "proxy01/b", 5), RandomStream.SeedFor(2, "proxy01/a", 5),
        ];

        Assert.Equal(5, seeds.Distinct().Count());
    }

    [Fact]
    public void Below_Limit_AllBelowItAndEvenlySpread()
    {
        var random = new RandomStream(7);
        int[] counts = new int[10];

        for (int i = 0; i < 100_000; i++)
        {
            counts[random.Below(10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }
}
