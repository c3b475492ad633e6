using Countme.Adapters.Disk;
using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Tests.Disk;

public sealed class CountmeDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private DataDirectory Directory => new(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Twice_KeepsTheTables()
    {
        CountmeDatabase.Open(Directory).Dispose();
        using CountmeDatabase database = CountmeDatabase.Open(Directory);
        using CountmeDatabase.ReadTurn turn = database.Read();
        Assert.Equal(CountmeDatabase.SchemaVersion, turn.Database.QueryInt64("PRAGMA user_version"));
        Assert.Equal("wal", turn.Database.QueryText("PRAGMA journal_mode"));
    }

    [Fact]
    public void Open_NewerTables_SaysSo()
    {
        using (SqliteDatabase newer = SqliteDatabase.OpenOrCreate(Directory.DatabasePath))
        {
            newer.Execute("PRAGMA user_version = 2");
        }

        var exception = Assert.Throws<InvalidDataException>(() => CountmeDatabase.Open(Directory));
        Assert.Equal(
            $"{Directory.DatabasePath} has tables of version 2; this program knows version 1. "
            + "Use the program that wrote it, or a newer one.",
            exception.Message);
    }

    [Fact]
    public void Open_AnotherProgramsDatabase_LeavesItAsItWas()
    {
        using (SqliteDatabase other = SqliteDatabase.OpenOrCreate(Directory.DatabasePath))
        {
            other.Execute("CREATE TABLE Other (x)");
        }

        byte[] before = File.ReadAllBytes(Directory.DatabasePath);
        var exception = Assert.Throws<InvalidDataException>(() => CountmeDatabase.Open(Directory));
        Assert.StartsWith($"{Directory.DatabasePath} is another program's database;", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Directory.DatabasePath));
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        _folder.Write("countme.db", new string('x', 5000));
        var exception = Assert.Throws<SqliteException>(() => CountmeDatabase.Open(Directory));
        Assert.True(exception.IsDamaged);
        Assert.Equal(
            $"{Directory.DatabasePath}: SQLite says \"file is not a database\" (code 26). "
            + "It is damaged or not an SQLite database: name another file, or restore this one from a copy.",
            exception.Message);
    }

    [Fact]
    public void Write_DiskFull_IsRecognised()
    {
        using SqliteDatabase database = SqliteDatabase.OpenOrCreate(Directory.DatabasePath);
        database.Execute("CREATE TABLE T (x)");
        database.Execute("PRAGMA max_page_count = 3");
        using SqliteTransaction transaction = database.Begin();
        var exception = Assert.Throws<SqliteException>(() => database.Execute("INSERT INTO T VALUES (zeroblob(100000))"));
        Assert.True(exception.IsDiskFull);
        Assert.EndsWith(
            "The disk is full: free some space and run again; nothing was changed.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a#b?mode=memory.db")]
    [InlineData("file%41.db")]
    [InlineData("file:x?mode=ro")]
    public void Open_NameLikeAUri_IsAPlainPath(string name)
    {
        using (SqliteDatabase database = SqliteDatabase.OpenOrCreate(_folder.PathOf(name)))
        {
            database.Execute("CREATE TABLE T (x)");
        }

        Assert.Equal([_folder.PathOf(name)], System.IO.Directory.GetFiles(_folder.Root));
    }
}
