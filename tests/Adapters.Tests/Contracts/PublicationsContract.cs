using System.Text;
using System.Text.Json;
using Countme.Adapters.Exchange;
using Countme.Adapters.Tests.Disk;
using Countme.Core.Publish;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>What every place of publication promises.</summary>
public abstract class PublicationsContract : IDisposable
{
    private static readonly string[] Names = ["totals.csv", "totals-countme.db", "totals-unique.db", "totals.db", "totals.json"];

    private readonly TempFolder _folder = new();

    /// <summary>A place where nothing was published.</summary>
    protected abstract IPublications Publications { get; }

    /// <summary>What is published under a name; null when nothing is.</summary>
    protected abstract byte[]? Read(string name);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("mirrors.fedoraproject.org")]
    [InlineData("mirrors.centos.org")]
    public async Task Publish_GoldenTotals_GivesTheSameCsvSorted(string site)
    {
        string golden = TestData.PathOf("golden", "small", "expected", site, "totals.csv");
        List<TotalsRow> rows = await Samples.ToList(TotalsCsvFile.ReadAsync(golden, default));
        await Publish(
            true,
            [.. rows.Select(row => row.Week.Number).Distinct().Order().Select(week => Samples.Week(week))],
            rows.ToLookup(row => row.Week, row => row.Count));

        Assert.Equal(Sorted(await File.ReadAllBytesAsync(golden)), Sorted(Read("totals.csv")!));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.ChangeExtension(golden, "sorted.csv")),
            Encoding.Latin1.GetBytes(string.Concat(Sorted(Read("totals.csv")!))));
        List<TotalsRow> published = await Rows("totals.db");
        Assert.Equal(rows.ToHashSet(), published.ToHashSet());
        Assert.Equal(published.Where(row => row.Count.Series == Series.Countme), await Rows("totals-countme.db"));
        Assert.Equal(published.Where(row => row.Count.Series == Series.Unique), await Rows("totals-unique.db"));
    }

    [Fact]
    public async Task Publish_Nothing_GivesEmptyFiles()
    {
        IReadOnlyList<PublishedFile> files = await Publish(false, [], Counts());

        Assert.Equal(Names.Order(StringComparer.Ordinal), files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.True(file.WasReplaced && file.Bytes == Read(file.Name)!.Length));
        Assert.Equal(Header, Text("totals.csv"));
        Assert.Empty(await Rows("totals.db"));
        Assert.Equal(
            "{\"format\":\"countme-totals\",\"version\":1,\"site\":\"mirrors.fedoraproject.org\","
            + "\"columns\":[\"hits\",\"os_name\",\"os_version\",\"os_variant\",\"os_arch\",\"sys_age\",\"repo_tag\","
            + "\"repo_arch\"],\"weeks\":[]}",
            Text("totals.json"));
    }

    [Fact]
    public async Task Publish_OpenSeries_AreOnlyInJson()
    {
        await Publish(
            false,
            [
                Samples.Week(2908), Samples.Week(2909, countme: false), Samples.Week(2910, unique: false),
                Samples.Week(2911, countme: false, unique: false, revision: 0),
            ],
            Counts(
                (2908, Samples.Count(1)), (2908, Unique(2)), (2909, Samples.Count(3)), (2909, Unique(4)),
                (2910, Samples.Count(5)), (2910, Unique(6)), (2911, Samples.Count(7)), (2911, Unique(8))));

        Assert.Equal(
            [(2908, 2L), (2908, 1L), (2909, 4L), (2910, 5L)], (await Rows("totals.db")).Select(row => (row.Week.Number, row.Count.Hits)));
        Assert.Equal([1L, 5L], (await Rows("totals-countme.db")).Select(row => row.Count.Hits));
        Assert.Equal([2L, 4L], (await Rows("totals-unique.db")).Select(row => row.Count.Hits));
        Assert.Equal(
            Header
            + "2025-09-29,2025-10-05,2,Fedora Linux,42,workstation,x86_64,-1,fedora-42,x86_64\r\n"
            + "2025-09-29,2025-10-05,1,Fedora Linux,42,workstation,x86_64,1,fedora-42,x86_64\r\n"
            + "2025-10-06,2025-10-12,4,Fedora Linux,42,workstation,x86_64,-1,fedora-42,x86_64\r\n"
            + "2025-10-13,2025-10-19,5,Fedora Linux,42,workstation,x86_64,1,fedora-42,x86_64\r\n",
            Text("totals.csv"));

        using JsonDocument json = JsonDocument.Parse(Read("totals.json"));
        JsonElement last = json.RootElement.GetProperty("weeks")[3];
        Assert.Equal(
            "{\"week\":2911,\"start\":\"2025-10-20\",\"end\":\"2025-10-26\",\"state\":\"provisional\",\"revision\":0,"
            + "\"partial\":false,\"imported\":false,"
            + "\"missingDays\":[\"2025-10-26\"],\"incompleteLogDays\":[\"2025-10-08\"],"
            + "\"countme\":{\"complete\":false,\"hits\":7,\"rows\":[[7,\"Fedora Linux\",\"42\",\"workstation\",\"x86_64\",1,"
            + "\"fedora-42\",\"x86_64\"]]},"
            + "\"unique\":{\"complete\":false,\"hits\":8,\"rows\":[[8,\"Fedora Linux\",\"42\",\"workstation\",\"x86_64\",-1,"
            + "\"fedora-42\",\"x86_64\"]]}}",
            last.GetRawText());
    }

    [Fact]
    public async Task Publish_SameBucketTwice_AddsUp()
    {
        await Publish(
            false, [Samples.Week(2909)], Counts((2909, Samples.Count(1, "")), (2909, Samples.Count(5)), (2909, Samples.Count(2, ""))));
        Assert.Equal([("", 3L), ("Fedora Linux", 5L)], (await Rows("totals.db")).Select(row => (row.Count.Bucket.OsName, row.Count.Hits)));
    }

    [Fact]
    public async Task Publish_AnyOrder_GivesTheSameBytes()
    {
        BucketCount[] counts =
            [Samples.Count(1, "b"), Samples.Count(2, "a"), Unique(3), Samples.Count(4, "a", 10), Samples.Count(5, "a", 9)];
        await Publish(false, [Samples.Week(2909)], Counts([.. counts.Select(count => (2909, count))]));
        byte[][] before = [.. Names.Select(name => Read(name)!)];
        IReadOnlyList<PublishedFile> files = await Publish(
            false, [Samples.Week(2909)], Counts([.. counts.Reverse().Select(count => (2909, count))]));

        Assert.All(files, file => Assert.False(file.WasReplaced));
        Assert.Equal(before, Names.Select(name => Read(name)!));
        Assert.Equal([2L, 5L, 4L, 1L], (await Rows("totals-countme.db")).Select(row => row.Count.Hits));
    }

    [Fact]
    public async Task Publish_OneSeriesChanged_ReplacesOnlyWhatDiffers()
    {
        await Publish(false, [Samples.Week(2909)], Counts((2909, Samples.Count(1)), (2909, Unique(2))));
        IReadOnlyList<PublishedFile> files = await Publish(
            false, [Samples.Week(2909)], Counts((2909, Samples.Count(1)), (2909, Unique(3))));
        Assert.Equal(["totals-countme.db"], files.Where(file => !file.WasReplaced).Select(file => file.Name));

        files = await Publish(false, [Samples.Week(2909, revision: 2)], Counts((2909, Samples.Count(1)), (2909, Unique(3))));
        Assert.Equal(["totals.json"], files.Where(file => file.WasReplaced).Select(file => file.Name));
    }

    [Fact]
    public async Task Publish_Formulas_AreGuardedInCsvUnlessExact()
    {
        var counts = Counts(
            [.. ((string[])["=1+1", "+1", "-1", "@x", "a=1", "=\"q\",r"]).Select(text => (2909, Samples.Count(1, text, repoTag: text)))]);
        await Publish(false, [Samples.Week(2909)], counts);
        string[] guarded =
            [.. Text("totals.csv").Split("\r\n").Skip(1).SkipLast(1).Select(line => line["2025-10-06,2025-10-12,1,".Length..])];
        Assert.Equal(
            [
                "'+1,42,workstation,x86_64,1,'+1,x86_64", "'-1,42,workstation,x86_64,1,'-1,x86_64",
                "\"'=\"\"q\"\",r\",42,workstation,x86_64,1,\"'=\"\"q\"\",r\",x86_64", "'=1+1,42,workstation,x86_64,1,'=1+1,x86_64",
                "'@x,42,workstation,x86_64,1,'@x,x86_64", "a=1,42,workstation,x86_64,1,a=1,x86_64",
            ],
            guarded);
        Assert.Contains("=1+1", (await Rows("totals.db")).Select(row => row.Count.Bucket.OsName));

        await Publish(true, [Samples.Week(2909)], counts);
        Assert.DoesNotContain("'", Text("totals.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_HostileTextExact_SurvivesEverywhere()
    {
        BucketCount[] counts = [.. Samples.HostileCounts().Where(count => count.Bucket.SysAge >= -1)];
        await Publish(true, [Samples.Week(2909)], Counts([.. counts.Select(count => (2909, count))]));

        Assert.Equal(counts.ToHashSet(), (await Rows("totals.db")).Select(row => row.Count).ToHashSet());
        List<TotalsRow> csv = await Samples.ToList(TotalsCsvFile.ReadAsync(_folder.Write("totals.csv", Read("totals.csv")!), default));
        Assert.Equal(counts.ToHashSet(), csv.Select(row => row.Count).ToHashSet());
        using JsonDocument json = JsonDocument.Parse(Read("totals.json"));
        JsonElement rows = json.RootElement.GetProperty("weeks")[0].GetProperty("unique").GetProperty("rows");
        Assert.Equal(
            counts.Where(count => count.Series == Series.Unique).Select(count => count.Bucket.OsName).ToHashSet(),
            rows.EnumerateArray().Select(row => row[1].GetString()!).ToHashSet());
    }

    [Fact]
    public async Task Publish_Markup_IsEscapedInJson()
    {
        await Publish(true, [Samples.Week(2909)], Counts((2909, Samples.Count(1, "</script><b a='1'>&é"))));
        Assert.Contains(
            "\"\\u003C/script\\u003E\\u003Cb a=\\u00271\\u0027\\u003E\\u0026\\u00E9\"", Text("totals.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WeeksWithoutData_AreNullInJson()
    {
        WeekTotals empty = Samples.Week(2909) with { MissingDays = [.. new Week(2909).Days] };
        await Publish(false, [Samples.Week(3), empty, Samples.Week(2912)], Counts((2912, Samples.Count(1))));

        using JsonDocument json = JsonDocument.Parse(Read("totals.json"));
        JsonElement weeks = json.RootElement.GetProperty("weeks");
        Assert.Equal(
            [3, .. Enumerable.Range(2614, 2912 - 2614 + 1)], weeks.EnumerateArray().Select(week => week.GetProperty("week").GetInt32()));
        JsonElement[] last = [.. weeks.EnumerateArray().TakeLast(4)];
        Assert.Equal(JsonValueKind.Null, last[0].GetProperty("countme").GetProperty("hits").ValueKind);
        Assert.Equal("missing", last[1].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, last[1].GetProperty("countme").ValueKind);
        Assert.Equal(7, last[1].GetProperty("missingDays").GetArrayLength());
        Assert.Equal(1, last[3].GetProperty("countme").GetProperty("hits").GetInt64());
        Assert.Equal(0, last[3].GetProperty("unique").GetProperty("hits").GetInt64());
    }

    [Fact]
    public async Task Publish_FailingOrCancelled_LeavesWhatWasThere()
    {
        await Publish(false, [Samples.Week(2909)], Counts((2909, Samples.Count(1))));
        byte[][] before = [.. Names.Select(name => Read(name)!)];
        using var cancellation = new CancellationTokenSource();
        var failing = new Publication(Samples.Fedora, [Samples.Week(2909)], false, (_, _) => Samples.Stream(Failing()));
        var cancelled = new Publication(Samples.Fedora, [Samples.Week(2909)], false, (_, _) => Samples.Stream(Cancelling(cancellation)));

        await Assert.ThrowsAsync<FormatException>(() => Publications.PublishAsync(failing, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Publications.PublishAsync(cancelled, cancellation.Token));
        Assert.Equal(before, Names.Select(name => Read(name)!));
    }

    protected virtual void Dispose(bool disposing) => _folder.Dispose();

    private const string Header = "week_start,week_end,hits,os_name,os_version,os_variant,os_arch,sys_age,repo_tag,repo_arch\r\n";

    private static BucketCount Unique(long hits) => Samples.Count(hits, sysAge: -1);

    private static ILookup<Week, BucketCount> Counts(params (int Week, BucketCount Count)[] counts) =>
        counts.ToLookup(count => new Week(count.Week), count => count.Count);

    private static IEnumerable<BucketCount> Failing()
    {
        yield return Samples.Count(5);
        throw new FormatException();
    }

    private static IEnumerable<BucketCount> Cancelling(CancellationTokenSource cancellation)
    {
        yield return Samples.Count(6);
        cancellation.Cancel();
    }

    /// <summary>The physical lines in byte order, each with its end.</summary>
    private static string[] Sorted(byte[] csv) =>
        [.. Encoding.Latin1.GetString(csv).Split('\n').SkipLast(1).Select(line => line + "\n").Order(StringComparer.Ordinal)];

    private Task<IReadOnlyList<PublishedFile>> Publish(bool isExact, IReadOnlyList<WeekTotals> weeks, ILookup<Week, BucketCount> counts) =>
        Publications.PublishAsync(new Publication(Samples.Fedora, weeks, isExact, (week, _) => Samples.Stream(counts[week])), default);

    private string Text(string name) => Encoding.UTF8.GetString(Read(name)!);

    private Task<List<TotalsRow>> Rows(string name) =>
        Samples.ToList(TotalsDatabaseFile.ReadAsync(_folder.Write(name, Read(name)!), default));
}
