using Countme.Adapters.Disk;
using Countme.Adapters.Formats;
using Countme.Cli.Counting;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Properties;

/// <summary>What holds for the whole chain whatever the logs hold and however they come.</summary>
public sealed class ChainTests
{
    private const int CorpusLines = 300;

    public static TheoryData<int> Seeds => Campaign.Seeds(24);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Count_OneLogADay_RowsTotalsAndCountsOfTheModel(int seed)
    {
        var corpus = new Corpus(seed, CorpusLines);
        using var folder = new TempFolder();
        using var machine = new Machine();

        CountReport report = await machine.Count(new Layout(folder, machine.Site.Name, seed).Plain(corpus));

        await AssertModel(corpus, machine, seed);
        Assert.Equal(
            (corpus.Lines.Count, corpus.Counted, corpus.Malformed),
            (report.Lines, report.Counted, report.Malformed.Values.Sum()));
        await AssertBalance(machine);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Count_AnySplitRepetitionOrderAndInterleaving_SameRowsAndTotals(int seed)
    {
        var corpus = new Corpus(seed, CorpusLines);
        using var folder = new TempFolder();
        using var machine = new Machine();
        var random = new LineMutator(seed + 1);
        machine.Combine = new CombineOptions { MaxOpenLogs = 2 + random.Below(4) };
        string logs = new Layout(folder, machine.Site.Name, seed).Scattered(corpus);
        List<LogFile> files = [.. LogFiles.Find(logs, CancellationToken.None).Files];

        // Any order, a few at a time, to any station; some are named again later.
        while (files.Count > 0)
        {
            var batch = new List<LogFile>();
            for (int count = 1 + random.Below(8); count > 0 && files.Count > 0; count--)
            {
                LogFile file = files[random.Below(files.Count)];
                batch.Add(file);
                if (random.Below(10) > 0)
                {
                    files.Remove(file);
                }
            }

            machine.Load = machine.Load with { Workers = 1 + random.Below(3) };
            await machine.Count(batch.Select(Machine.Found), (Station)random.Below(4));
            await AssertBalance(machine);
        }

        await machine.Continue();

        await AssertModel(corpus, machine, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Count_Twice_SecondRunDoesNothing(int seed)
    {
        var corpus = new Corpus(seed, CorpusLines / 3);
        using var folder = new TempFolder();
        using var machine = new Machine();
        string logs = new Layout(folder, machine.Site.Name, seed).Scattered(corpus);
        await machine.Count(logs);
        string[] before = Snapshot(machine);

        CountReport second = await machine.Count(logs);

        Assert.False(second.DidWork);
        Assert.Equal(before, Snapshot(machine));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Combine_AnySplit_AllLinesAndEachLogKeepsItsOrder(int seed)
    {
        var corpus = new Corpus(seed, CorpusLines);
        using var folder = new TempFolder();
        using var machine = new Machine();
        await machine.Count(new Layout(folder, machine.Site.Name, seed).Scattered(corpus), Station.Combine);

        foreach (CombinedLog log in (await machine.Combined()).Where(log => !log.IsInPlace && log.Inputs.Count > 0))
        {
            string[] merged = LinesOf(await machine.CombinedContent(log));
            string[][] inputs = [.. log.Inputs.Select(input => LinesOf(ContentOf(input.Name)))];

            Assert.Equal(inputs.SelectMany(lines => lines).Order(StringComparer.Ordinal), merged.Order(StringComparer.Ordinal));
            Assert.Equal(log.Lines, merged.Length);
            Assert.All(inputs, lines => Assert.True(IsInOrder(lines, merged), Campaign.Repeat(seed)));
        }
    }

    private static async Task AssertModel(Corpus corpus, Machine machine, int seed)
    {
        HashSet<ModelRow> rows = corpus.Rows;
        string hint = Campaign.Repeat(seed) + "\n";
        Assert.NotEmpty(rows);
        Assert.Equal(hint + SortedLines.Text(ModelTotals.SortedRawCsv(rows)), hint + SortedLines.Text(await machine.SortedRaw()));
        Assert.Equal(hint + SortedLines.Text(ModelTotals.SortedCsv(rows)), hint + SortedLines.Text(machine.SortedTotals()));
    }

    private static async Task AssertBalance(Machine machine)
    {
        foreach (LoadedDay day in await machine.Loaded())
        {
            Assert.True(day.Counts.Balances);
            Assert.Equal(day.Counts.Counted, day.Parts.Sum(part => part.Rows) + day.Counts.Duplicates);
        }
    }

    /// <summary>Every file that counting keeps, and when it was written.</summary>
    private static string[] Snapshot(Machine machine) =>
    [
        .. new[] { machine.Directory.CombinedPath, machine.Directory.RawDbPath, machine.Directory.PublicPath }
            .Where(Directory.Exists)
            .SelectMany(path => new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories))
            .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal),
    ];

    private static byte[] ContentOf(string path)
    {
        using Stream content = LogPacking.OfSystem(workers: 1).Unpack(File.OpenRead(path));
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Lines as a merge sees them: a CR before LF belongs to its line.</summary>
    private static string[] LinesOf(byte[] content)
    {
        string text = SortedLines.Text(content);
        string[] lines = text.Split('\n');
        return text.EndsWith('\n') || text.Length == 0 ? lines[..^1] : lines;
    }

    /// <summary>Whether lines stand in this order among others.</summary>
    private static bool IsInOrder(string[] lines, string[] merged)
    {
        int at = 0;
        foreach (string line in merged)
        {
            at += at < lines.Length && line == lines[at] ? 1 : 0;
        }

        return at == lines.Length;
    }
}
