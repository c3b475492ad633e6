using System.Text;
using Countme.Cli.Counting;
using Countme.Core.RawDb;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>Ends of lines, bytes that are no text, and lines of any length.</summary>
public sealed class LineEndTests
{
    private const string Line =
        "192.0.2.1 - - [06/Oct/2025:12:00:00 +0000] \"GET /metalink?repo=a&countme=1 HTTP/1.1\" 200 1 \"-\" \"curl\"";

    public static TheoryData<string, string> Logs => new()
    {
        { "empty", "" },
        { "only ends", "\n\n\r\r\n\n" },
        { "no final end", $"{Line}\n{Line.Replace("12:00", "12:01", StringComparison.Ordinal)}" },
        { "CR LF", $"{Line}\r\n{Line}x\r\n" },
        { "lone CR", $"{Line}\r{Line.Replace("12:00", "12:02", StringComparison.Ordinal)}\rx" },
        { "a final CR", $"{Line}\r" },
        { "a CR in a request", Line.Replace("&", "\r&", StringComparison.Ordinal) + "\n" + Line },
        { "NULs", $"\0{Line}\n{Line.Replace("repo=a", "repo=\0", StringComparison.Ordinal)}\n\0\0\0\n" },
        { "a block of NULs at the end, as a crash leaves it", Line + "\n" + new string('\0', 70_000) },
        { "a byte order mark", $"\uFEFF{Line}\n{Line}" },
        { "other ends that end nothing", string.Concat("\v\f\u001C\u0085\u2028".Select(end => $"{Line}{end}\n")) },
        { "a very long host", $"{new string('h', 300_000)}{Line}\n{Line}\n" },
        { "a very long query", Line.Replace("repo=a", "repo=" + new string('q', 3_000_000), StringComparison.Ordinal) + "\n" + Line },
        {
            "a very long query of damaged text",
            Line.Replace("repo=a", "repo=" + new string('\u00FF', 2_000_000), StringComparison.Ordinal) + "\n" + Line
        },
    };

    [Theory, MemberData(nameof(Logs))]
    public async Task Count_Log_RowsOfTheModel(string name, string text)
    {
        byte[] log = name.Contains("damaged", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        using var folder = new TempFolder();
        using var machine = new Machine();

        // Beside another log, so that it is merged, and alone.
        folder.Write($"proxy01/2025/10/07/{machine.Site}-access.log", log);
        folder.Write($"proxy02/2025/10/07/{machine.Site}-access.log", Line + "\n");
        folder.Write($"proxy01/2025/10/08/{machine.Site}-access.log", log);
        CountReport report = await machine.Count(folder.Root);

        HashSet<ModelRow> rows =
        [
            .. ModelLine.Lines([.. Encoding.UTF8.GetBytes(Line + "\n"), .. log])
                .Select(line => ModelLine.Read(line).Row)
                .OfType<ModelRow>(),
        ];
        Assert.Equal(SortedLines.Text(ModelTotals.SortedRawCsv(rows)), SortedLines.Text(await machine.SortedRaw()));
        Assert.Equal((2 * ModelLine.Lines(log).Count()) + 1, report.Lines);
    }

    [Fact]
    public async Task Count_LineBeyondTheLimit_IsMalformedAndTheRestCounts()
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string path = folder.PathOf("x.log");
        using (FileStream log = File.Create(path))
        {
            log.Write(Encoding.UTF8.GetBytes(Line + "\n"));
            byte[] block = [.. Enumerable.Repeat((byte)'x', 1 << 20)];
            for (int i = 0; i < 100; i++)
            {
                log.Write(block);
            }

            log.Write(Encoding.UTF8.GetBytes("\r\n" + Line.Replace("12:00", "12:01", StringComparison.Ordinal)));
        }

        CountReport report = await machine.CountFiles([path]);

        Assert.Equal((3, 2), (report.Lines, report.Counted));
        Assert.Equal(1, report.Malformed[LineReason.TooLong]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(8 << 20)]
    public async Task Count_LineAtTheLimit_DependsOnItsLengthAlone(int bytesBefore)
    {
        using var folder = new TempFolder();
        using var machine = new Machine();
        string before = new string('\n', bytesBefore);
        string longest = new string('x', LogBlocks.MaxLineBytes - 1);
        string path = folder.Write("x.log", $"{before}{longest}\n{longest}x\n{Line}\n");

        CountReport report = await machine.CountFiles([path]);

        Assert.Equal(bytesBefore + 3, report.Lines);
        Assert.Equal(1, report.Counted);
        Assert.Equal((1, 1), (report.Malformed[LineReason.TooLong], report.Ignored[LineReason.Shape]));
    }

    [Fact]
    public async Task Count_LongestLineOfDamagedText_IsCounted()
    {
        // Each byte becomes three: a value as long as a line may be is the longest thing that a part can hold.
        using var folder = new TempFolder();
        using var machine = new Machine();
        byte[] line = Encoding.Latin1.GetBytes(
            Line.Replace("repo=a", "repo=" + new string('\u00FF', LogBlocks.MaxLineBytes - Line.Length - 10), StringComparison.Ordinal));
        string path = folder.Write("x.log", [.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(Line)]);

        CountReport report = await machine.CountFiles([path]);

        Assert.Equal(2, report.Counted);
        Assert.Equal(0, report.PartsRepaired);
    }

    [Theory]
    [InlineData("] \"GET /metalink? HTTP/1.1\" 200 1 \"-\" \"", ' ')]
    [InlineData("] \"GET /metalink? HTTP/1.1\" 200 1 \"-\" \"libdnf (", 'x')]
    [InlineData("]")]
    [InlineData("] ")]
    [InlineData("] \"")]
    [InlineData("] \"GET /metalink?")]
    [InlineData("] \"GET /metalink? HTTP/1.1\" 200 1 \"-\" \"")]
    [InlineData("[06/Oct/2025:12:00:00 +0000] ")]
    public void Read_LineOfOneMillionBytesOfAlmostMatches_IsReadOnce(string piece, char? tail = null)
    {
        int pieces = (tail is null ? 1_000_000 : 500_000) / piece.Length;
        string line = "192.0.2.1 - - [" + string.Concat(Enumerable.Repeat(piece, pieces))
            + (tail is { } end ? new string(end, 500_000) : "");
        var reader = new Core.RawDb.Lines.RequestReader(Core.RawDb.Lines.MatchMode.Countme);

        // Quadratic work would be 10^12 steps: not slow, but endless.
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(Core.RawDb.Lines.LineOutcome.Ignored, reader.Read(Encoding.UTF8.GetBytes(line), out _, out _));
        }
    }
}
