using Countme.Cli.Counting;
using Countme.Core.RawDb;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>Logs that nobody wrote on purpose. Nothing dies, and every line is accounted for.</summary>
public sealed class FuzzTests
{
    private const int LinesPerLog = 125_000;
    private const int RandomLogBytes = 8 << 20;

    public static TheoryData<int> LineSeeds => Campaign.Seeds(8);

    public static TheoryData<int> ByteSeeds => Campaign.Seeds(4);

    [Theory, MemberData(nameof(LineSeeds))]
    public async Task Parse_MutatedLines_EachIsAccountedFor(int seed)
    {
        byte[] log = MutatedLog(seed, LinesPerLog);

        LineCounts counts = await ParseLog.RunAsync(new MemoryStream(log), new LoadOptions(), CancellationToken.None);

        Assert.True(counts.Balances, Campaign.Repeat(seed));
        Assert.Equal(LinesPerLog, counts.Lines);
        Assert.InRange(counts.Counted, LinesPerLog / 10, LinesPerLog);
    }

    [Theory, MemberData(nameof(ByteSeeds))]
    public async Task Parse_RandomBytes_EachLineIsAccountedFor(int seed)
    {
        // Few different bytes, so that all that matters to a line comes in every order, line ends across blocks too.
        var random = new LineMutator(seed);
        byte[] alphabet = [.. "\"[] /:?=&GET 200 -()\t\v"u8, 0, 0x80, 0xC3, 0xFF, .. "\n\r\r\n"u8];
        byte[] log = new byte[RandomLogBytes];
        for (int i = 0; i < log.Length; i++)
        {
            log[i] = alphabet[random.Below(alphabet.Length)];
        }

        LineCounts counts = await ParseLog.RunAsync(new MemoryStream(log), new LoadOptions(), CancellationToken.None);

        Assert.True(counts.Balances, Campaign.Repeat(seed));
        Assert.Equal(ModelLine.Lines(log).Count(), counts.Lines);
    }

    [Fact]
    public async Task Count_MutatedLogsOfSeveralHosts_EachLineIsAccountedFor()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        const int Lines = 20_000;
        for (int host = 0; host < 4; host++)
        {
            folder.Write($"proxy{host}/2025/10/07/{machine.Site}-access.log", MutatedLog(Campaign.Seed + host, Lines));
        }

        CountReport report = await machine.Count(folder.Root);

        Assert.Equal(4 * Lines, report.Lines);
        Assert.Equal(report.Lines, report.Counted + report.Ignored.Values.Sum() + report.Malformed.Values.Sum());
        Assert.Empty(report.LeftOut);
        Assert.False((await machine.Continue()).DidWork);
    }

    private static byte[] MutatedLog(int seed, int lines)
    {
        var random = new LineMutator(seed);
        using var log = new MemoryStream();
        for (int i = 0; i < lines; i++)
        {
            // A lone CR and the LF after an empty line would be one end instead of two.
            byte[] line = random.Next();
            log.Write(line.Length == 0 ? "-"u8 : line);
            log.Write(random.Below(20) switch { 0 => "\r"u8, 1 => "\r\n"u8, _ => "\n"u8 });
        }

        return log.ToArray();
    }
}
