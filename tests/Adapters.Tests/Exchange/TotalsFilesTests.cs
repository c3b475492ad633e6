using Countme.Adapters.Exchange;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Tests.Disk;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;

namespace Countme.Adapters.Tests.Exchange;

public sealed class TotalsFilesTests : IDisposable
{
    private const string Header = "week_start,week_end,hits,os_name,os_version,os_variant,os_arch,sys_age,repo_tag,repo_arch";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mirrors.fedoraproject.org")]
    [InlineData("mirrors.centos.org")]
    public async Task Csv_ReadAndWritten_IsTheSameBytes(string site)
    {
        string golden = TestData.PathOf("golden", "small", "expected", site, "totals.csv");
        using var written = new MemoryStream();
        await TotalsCsvFile.WriteAsync(written, TotalsCsvFile.ReadAsync(golden, default), isExact: true, default);
        Assert.Equal(await File.ReadAllBytesAsync(golden), written.ToArray());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Csv_AnyLineEnd_IsRead(string end)
    {
        string path = _folder.Write(
            "totals.csv",
            string.Join(
                end, Header, "2025-10-06,2025-10-12,3,\"a\"\"b, \r\nc\",,\"\",x\"y,-1,\"\n\",é", "1969-12-29,1970-01-04,1,,,,,4,,"));
        Assert.Equal(
            [
                new TotalsRow(new Week(2909), new BucketCount(new Bucket("a\"b, \r\nc", "", "", "x\"y", -1, "\n", "é"), 3)),
                new TotalsRow(new Week(-1), new BucketCount(new Bucket("", "", "", "", 4, "", ""), 1)),
            ],
            await Csv(path));
    }

    [Theory]
    [InlineData("", "line 1: a header is \"\"; expected: " + Header + ".")]
    [InlineData("a,b\n", "line 1: a header is \"a,b\"; expected: " + Header + ".")]
    [InlineData(Header + "\n1,2\n", "line 2: a record is \"2\"; expected: 10 fields.")]
    [InlineData(Header + "\n2025-10-07,2025-10-13,1,,,,,1,,\n", "line 2: week_start is \"2025-10-07\"; expected: a Monday as yyyy-MM-dd.")]
    [InlineData(
        Header + "\n2025-10-06,2025-10-13,1,,,,,1,,\n", "line 2: week_end is \"2025-10-13\"; expected: the Sunday after week_start.")]
    [InlineData(Header + "\n2025-10-06,2025-10-12,0,,,,,1,,\n", "line 2: hits is \"0\"; expected: a whole number of 1 or more.")]
    [InlineData(
        Header + "\n2025-10-06,2025-10-12,1,\"\n\",,,,1,,\n2025-10-06,2025-10-12,1,,,,,x,,\n",
        "line 4: sys_age is \"x\"; expected: a whole number.")]
    [InlineData(Header + "\n2025-10-06,2025-10-12,1,\"a", "line 2: found a field whose quote is not closed;")]
    public async Task Csv_OfAnotherKind_IsAnErrorWithItsLine(string content, string message)
    {
        string path = _folder.Write("totals.csv", content);
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Csv(path));
        Assert.StartsWith($"{path}, {message}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_QuoteNeverClosed_DoesNotFillTheMemory()
    {
        string path = _folder.Write("totals.csv", Header + "\n\"" + new string('x', 2 << 20));
        Assert.Contains(
            "a field of more than 1048576 characters",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Csv(path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_NotThere_IsAnError() =>
        Assert.Equal(
            $"{_folder.PathOf("x")} is not there; a totals.csv is needed. Correct the name.",
            (await Assert.ThrowsAsync<FileNotFoundException>(() => Csv(_folder.PathOf("x")))).Message);

    [Fact]
    public async Task Csv_AcrossBlocks_KeepsItsRows()
    {
        List<TotalsRow> rows =
        [
            .. Enumerable.Range(1, 5000)
                .Select(i => new TotalsRow(new Week(2909), Samples.Count(i, new string((char)('a' + (i % 26)), i % 97) + "\r\n\""))),
        ];
        using var written = new MemoryStream();
        await TotalsCsvFile.WriteAsync(written, Samples.Stream(rows), isExact: false, default);
        Assert.Equal(rows, await Csv(_folder.Write("totals.csv", written.ToArray())));
    }

    [Theory]
    [InlineData("TEXT")]
    [InlineData("INTEGER")]
    public async Task Database_WeekAsTextOrNumber_IsReadInNumericOrder(string type)
    {
        string path = Make(
            $"CREATE TABLE countme_totals (hits INTEGER, weeknum {type}, os_name TEXT, os_version TEXT, os_variant TEXT, os_arch TEXT, "
            + $"sys_age {type}, repo_tag TEXT, repo_arch TEXT)",
            "INSERT INTO countme_totals VALUES (1, 2909, 'b', '', '', '', -1, '', ''), (2, 999, '', '', '', '', 4, '', ''), "
            + "(3, 2909, 'a', '', '', '', 1, '', '')");
        List<TotalsRow> rows = await Database(path);
        Assert.Equal(
            [(999, 2L, 4L), (2909, 1L, -1L), (2909, 3L, 1L)],
            rows.Select(row => (row.Week.Number, row.Count.Hits, row.Count.Bucket.SysAge)));
    }

    [Theory]
    [InlineData("1, 'next', '', '', '', '', '1', '', ''", "weeknum \"next\"")]
    [InlineData("1, '99999999', '', '', '', '', '1', '', ''", "weeknum \"99999999\"")]
    [InlineData("0, '2909', '', '', '', '', '1', '', ''", "hits \"0\"")]
    [InlineData("1, '2909', '', '', '', '', 'old', '', ''", "sys_age \"old\"")]
    public async Task Database_WithANumberThatIsNone_IsAnError(string values, string found)
    {
        string path = Make(
            "CREATE TABLE countme_totals (hits INTEGER, weeknum TEXT, os_name TEXT, os_version TEXT, os_variant TEXT, os_arch TEXT, "
            + "sys_age TEXT, repo_tag TEXT, repo_arch TEXT)",
            $"INSERT INTO countme_totals VALUES ({values})");
        Assert.StartsWith(
            $"{path} has a row with {found};",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Database(path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_OfTheOtherSchema_IsAnError()
    {
        string path = Make("CREATE TABLE countme_totals (week_start TEXT, week_end TEXT, hits INTEGER)");
        Assert.StartsWith(
            $"{path} has a table countme_totals without weeknum, os_name,",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Database(path))).Message,
            StringComparison.Ordinal);
    }

    private static Task<List<TotalsRow>> Csv(string path) => Samples.ToList(TotalsCsvFile.ReadAsync(path, default));

    private static Task<List<TotalsRow>> Database(string path) => Samples.ToList(TotalsDatabaseFile.ReadAsync(path, default));

    private string Make(params ReadOnlySpan<string> statements)
    {
        using SqliteDatabase database = SqliteDatabase.OpenOrCreate(_folder.PathOf("totals.db"));
        foreach (string statement in statements)
        {
            database.Execute(statement);
        }

        return database.Path;
    }
}
