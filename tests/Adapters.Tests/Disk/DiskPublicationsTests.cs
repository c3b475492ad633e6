using Countme.Adapters.Disk;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Publish;

namespace Countme.Adapters.Tests.Disk;

public sealed class DiskPublicationsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private DataDirectory Directory => new(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Database_Published_HasTheExistingSchemaAndNoFreePages()
    {
        await Publish(1);
        using SqliteDatabase database = SqliteDatabase.OpenForReading(PathOf("totals.db"));
        Assert.Equal(
            "CREATE TABLE countme_totals (hits INTEGER NOT NULL,weeknum TEXT NOT NULL,os_name TEXT NOT NULL,os_version TEXT NOT "
            + "NULL,os_variant TEXT NOT NULL,"
            + "os_arch TEXT NOT NULL,sys_age TEXT NOT NULL,repo_tag TEXT NOT NULL,repo_arch TEXT NOT NULL)",
            database.QueryText("SELECT sql FROM sqlite_master WHERE name = 'countme_totals'"));
        Assert.Equal(
            "CREATE INDEX weeknum_idx ON countme_totals (weeknum)",
            database.QueryText("SELECT sql FROM sqlite_master WHERE name = 'weeknum_idx'"));
        Assert.Equal(
            "integer text text",
            database.QueryText("SELECT typeof(hits) || ' ' || typeof(weeknum) || ' ' || typeof(sys_age) FROM countme_totals"));
        Assert.Equal(0, database.QueryInt64("PRAGMA freelist_count"));
        Assert.Equal("delete", database.QueryText("PRAGMA journal_mode"));
        Assert.Equal(4096, database.QueryInt64("PRAGMA page_size"));
        Assert.Equal("ok", database.QueryText("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Publish_Done_LeavesNothingElse()
    {
        await Publish(1);
        Assert.Equal(
            ["totals-countme.db", "totals-unique.db", "totals.csv", "totals.db", "totals.json"],
            System.IO.Directory.GetFiles(Directory.PublicSitePath(Samples.Fedora)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(Directory.ScratchPath));
    }

    [Fact]
    public async Task Publish_Again_KeepsPermissionsAndUntouchedFiles()
    {
        await Publish(1);
        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(PathOf("totals-unique.db"), written);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf("totals.csv"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }

        await Publish(2);
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf("totals-unique.db")));
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(PathOf("totals.csv")) == (UnixFileMode.UserRead | UnixFileMode.GroupRead));
    }

    [Fact]
    public async Task Publish_DatabaseWithAJournal_IsNotReplaced()
    {
        await Publish(1);
        string journal = PathOf("totals.db-journal");
        File.WriteAllText(journal, "");
        var exception = await Assert.ThrowsAsync<IOException>(() => Publish(2));
        Assert.StartsWith(
            $"{journal} is there, so another program is writing to {PathOf("totals.db")}", exception.Message, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Join(Directory.PublicSitePath(Samples.Fedora), name);

    private Task<IReadOnlyList<PublishedFile>> Publish(long hits) => new DiskPublications(Directory).PublishAsync(
        new Publication(Samples.Fedora, [Samples.Week(2909)], false, (_, _) => Samples.Stream([Samples.Count(hits)])), default);
}
