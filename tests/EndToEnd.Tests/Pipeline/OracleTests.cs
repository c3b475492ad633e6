using System.Text;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>What the pipeline is compared with is what the existing system made, but for text that is masked.</summary>
public sealed class OracleTests
{
    [Fact]
    public async Task SortedTotals_GoldenLogsWithoutHostileText_AreTheExpectedOnes()
    {
        byte[] expected = File.ReadAllBytes(TestData.PathOf("golden", "small", "expected", "mirrors.centos.org", "direct", "totals.sorted.csv"));

        byte[] actual = await Oracle.SortedTotals("mirrors.centos.org", PipelineLog.Golden());

        Assert.Equal(SortedLines.Text(Plain(expected)), SortedLines.Text(Plain(actual)));
        Assert.True(Plain(expected).Length > expected.Length * 9 / 10);
    }

    /// <summary>Only lines whose fields need no quotes and are not empty.</summary>
    private static byte[] Plain(byte[] csv)
    {
        IEnumerable<string> lines = SortedLines.Text(csv).Split('\n');
        return Encoding.Latin1.GetBytes(string.Join('\n', lines.Where(line => !line.Contains('"') && !line.Contains(",,", StringComparison.Ordinal))));
    }
}
