using System.Text;
using Countme.Adapters.Exchange;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Tests.Disk;
using Countme.Adapters.Tests.Contracts;

namespace Countme.Adapters.Tests.Exchange;

public sealed class RawFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Database_RoundTrip_KeepsEveryTextInOrderOfTime()
    {
        string path = _folder.PathOf("raw#1?.db");
        List<RawRow> rows =
        [
            .. Samples.HostileTexts.Select((text, i) => Row(-i, text)),
            Row(long.MinValue, "b"),
            Row(long.MaxValue, "a"),
            Row(7, "same"),
            Row(7, "same"),
        ];
        Assert.Equal(rows.Count, await RawDatabaseFile.WriteAsync(path, Samples.Stream(rows), default));

        Assert.Equal(rows.OrderBy(row => row.Timestamp), await Samples.ToList(RawDatabaseFile.ReadAsync(path, default)));
        Assert.Equal([path], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public async Task Database_Written_HasTheExistingSchema()
    {
        string path = _folder.PathOf("raw.db");
        await RawDatabaseFile.WriteAsync(path, Samples.Stream([Row(1, "x")]), default);
        using SqliteDatabase database = SqliteDatabase.OpenForReading(path);
        Assert.Equal(
            "CREATE TABLE countme_raw (timestamp INTEGER NOT NULL,host TEXT NOT NULL,os_name TEXT NOT NULL,os_version TEXT NOT "
            + "NULL,os_variant TEXT NOT NULL,"
            + "os_arch TEXT NOT NULL,sys_age INTEGER NOT NULL,repo_tag TEXT NOT NULL,repo_arch TEXT NOT NULL)",
            database.QueryText("SELECT sql FROM sqlite_master WHERE name = 'countme_raw'"));
        Assert.Equal(
            "CREATE INDEX timestamp_idx ON countme_raw (timestamp)",
            database.QueryText("SELECT sql FROM sqlite_master WHERE name = 'timestamp_idx'"));
        Assert.Equal("integer text text integer text", database.QueryText(
            "SELECT typeof(timestamp) || ' ' || typeof(host) || ' ' || typeof(os_name) || ' ' || typeof(sys_age) || ' ' || "
            + "typeof(repo_arch) FROM countme_raw"));
        Assert.Equal("ok", database.QueryText("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Database_FailingWrite_LeavesTheEarlier()
    {
        string path = _folder.PathOf("raw.db");
        await RawDatabaseFile.WriteAsync(path, Samples.Stream([Row(1, "x")]), default);
        await Assert.ThrowsAsync<FormatException>(() => RawDatabaseFile.WriteAsync(path, Samples.Stream(Failing()), default));

        Assert.Equal([Row(1, "x")], await Samples.ToList(RawDatabaseFile.ReadAsync(path, default)));
        Assert.Equal([path], Directory.GetFiles(_folder.Root));

        static IEnumerable<RawRow> Failing()
        {
            yield return Row(2, "y");
            throw new FormatException();
        }
    }

    [Fact]
    public async Task Database_WithAJournal_IsNotReplaced()
    {
        string path = _folder.Write("raw.db", "");
        _folder.Write("raw.db-wal", "");
        await Assert.ThrowsAsync<IOException>(() => RawDatabaseFile.WriteAsync(path, Samples.Stream([Row(1, "x")]), default));
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public async Task Database_WrittenWhereNoFolderIs_IsAnError()
    {
        var exception = await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => RawDatabaseFile.WriteAsync(_folder.PathOf("none/raw.db"), Samples.Stream([Row(1, "x")]), default));
        Assert.Equal(
            $"{_folder.PathOf("none")} is not there; raw.db needs a folder that is. Make it, or correct the name.", exception.Message);
    }

    [Fact]
    public async Task Database_NotThere_IsAnErrorAndIsNotMade()
    {
        string path = _folder.PathOf("raw.db");
        var exception = await Assert.ThrowsAsync<FileNotFoundException>(() => Read(path));
        Assert.Equal($"{path} is not there; an SQLite database with the table countme_raw is needed. Correct the name.", exception.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task Database_OfAnotherKind_IsAnError()
    {
        string text = _folder.Write("text.db", new string('x', 5000));
        Assert.Equal(
            $"{text} is not an SQLite database, or a damaged one; one with the table countme_raw is needed. "
            + "Name another file, or restore this one.",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Read(text))).Message);

        string empty = _folder.Write("empty.db", "");
        Assert.StartsWith(
            $"{empty} has no table countme_raw; the columns timestamp, host,",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Read(empty))).Message,
            StringComparison.Ordinal);

        string mirrors = Make("mirrors.db", "CREATE TABLE countme_raw (timestamp INTEGER, host TEXT, repo_tag TEXT, repo_arch TEXT)");
        Assert.StartsWith(
            $"{mirrors} has a table countme_raw without os_name, os_version, os_variant, os_arch, sys_age;",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Read(mirrors))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_InUtf16_IsAnError()
    {
        string path = Make(
            "utf16.db", "PRAGMA encoding = 'UTF-16le'",
            "CREATE TABLE countme_raw (timestamp, host, os_name, os_version, os_variant, os_arch, sys_age, repo_tag, repo_arch)");
        Assert.StartsWith(
            $"{path} keeps its text as UTF-16le; UTF-8 is needed.",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Read(path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_WithATimeThatIsNone_IsAnError()
    {
        string path = Make(
            "time.db",
            "CREATE TABLE countme_raw (timestamp, host, os_name, os_version, os_variant, os_arch, sys_age, repo_tag, repo_arch)",
            "INSERT INTO countme_raw VALUES ('soon', '', '', '', '', '', 1, '', '')");
        Assert.StartsWith(
            $"{path} has a row with timestamp \"soon\" and sys_age \"1\";",
            (await Assert.ThrowsAsync<InvalidDataException>(() => Read(path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_Written_IsQuotedAsByTheExistingSystem()
    {
        using var stream = new MemoryStream();
        await RawCsvFile.WriteAsync(
            stream,
            Samples.Stream(
                [
                    new RawRow(-1, "10.0.0.1", "a,b", "", "say \"hi\"", "\0 \t", -7, "x\ny", "é"),
                    new RawRow(2, "h", "\r", "'", " ", ";", 4, "\"", "𝔉"),
                ]),
            default);
        Assert.Equal(
            "timestamp,host,os_name,os_version,os_variant,os_arch,sys_age,repo_tag,repo_arch\r\n"
            + "-1,10.0.0.1,\"a,b\",,\"say \"\"hi\"\"\",\0 \t,-7,\"x\ny\",é\r\n"
            + "2,h,\"\r\",', ,;,4,\"\"\"\",𝔉\r\n",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("mirrors.fedoraproject.org")]
    [InlineData("mirrors.centos.org")]
    public async Task Csv_OfGoldenRows_IsTheSameBytesSorted(string site)
    {
        byte[] golden = await File.ReadAllBytesAsync(TestData.PathOf("golden", "small", "expected", site, "raw.sorted.csv"));
        string[] goldenLines = Encoding.Latin1.GetString(golden).Split('\n');

        // Sorting has put the header among the records and torn fields with line ends, so only whole records are taken.
        using var whole = new MemoryStream(Encoding.Latin1.GetBytes(string.Join(
            '\n', goldenLines.Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]) && line.Count(c => c == '"') % 2 == 0))));
        using var reader = new CsvRecordReader(whole, "golden");
        var rows = new List<RawRow>();
        while (await reader.ReadAsync(default) is { } f)
        {
            if (f.Count == 9)
            {
                rows.Add(new RawRow(long.Parse(f[0], null), f[1], f[2], f[3], f[4], f[5], long.Parse(f[6], null), f[7], f[8]));
            }
        }

        string path = _folder.PathOf("raw.db");
        await RawDatabaseFile.WriteAsync(path, Samples.Stream(rows), default);
        using var csv = new MemoryStream();
        await RawCsvFile.WriteAsync(csv, RawDatabaseFile.ReadAsync(path, default), default);

        string[] written = Encoding.Latin1.GetString(csv.ToArray()).Split('\n');
        Assert.True(rows.Count > goldenLines.Length * 9 / 10);
        Assert.Empty(written.Where(line => line.Length > 0).Except(goldenLines));
    }

    private static RawRow Row(long time, string text) => new(time, text, text, text, text, text, -1, text, text);

    private static Task<List<RawRow>> Read(string path) => Samples.ToList(RawDatabaseFile.ReadAsync(path, default));

    private string Make(string name, params ReadOnlySpan<string> statements)
    {
        using SqliteDatabase database = SqliteDatabase.OpenOrCreate(_folder.PathOf(name));
        foreach (string statement in statements)
        {
            database.Execute(statement);
        }

        return database.Path;
    }
}
