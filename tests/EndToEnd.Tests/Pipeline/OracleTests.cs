using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>What the pipeline is compared with is what the existing system made, byte for byte.</summary>
public sealed class OracleTests
{
    [Theory]
    [InlineData("mirrors.centos.org")]
    [InlineData("mirrors.fedoraproject.org")]
    public async Task SortedTotals_GoldenLogs_AreTheExpectedOnes(string site)
    {
        byte[] expected = File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", site, "direct", "totals.sorted.csv"));

        byte[] actual = await Oracle.SortedTotals(site, PipelineLog.Golden());

        Assert.Equal(SortedLines.Text(expected), SortedLines.Text(actual));
    }
}
