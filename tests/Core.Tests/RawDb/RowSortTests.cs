using Countme.Core.RawDb;
using Countme.Core.RawDb.Parts;

namespace Countme.Core.Tests.RawDb;

public sealed class RowSortTests
{
    /// <summary>How many bits of the pseudonyms differ, from none (all rows of one host) to all, in any place.</summary>
    [Theory]
    [InlineData(0, 0), InlineData(1, 40), InlineData(3, 47), InlineData(10, 46), InlineData(12, 0), InlineData(56, 0)]
    public void Sort_IsTheOrderOfComparing(int bits, int shift)
    {
        var random = new Random(7);
        foreach (int count in new[] { 0, 1, 2, 17, 1_000, 20_000 })
        {
            Row[] rows = [.. Enumerable.Range(0, count).Select(_ => new Row(
                0x7fUL << 56 | (((ulong)random.NextInt64() & ((1UL << bits) - 1)) << shift & ((1UL << 56) - 1)),
                (ulong)random.NextInt64(3),
                Row.CodeOf(random.Next(5), random.Next(86_400))))];
            var sorted = new Row[count];

            RowSort.Sort(rows, sorted);

            Array.Sort(rows);
            Assert.Equal(rows, sorted);
        }
    }
}
