using Countme.Adapters.Disk;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.RawDb;
using Countme.Core.Time;

namespace Countme.Adapters.Tests.Disk;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private DataDirectory Directory => new(_folder.PathOf("data"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paths_OfThingsAtRest_AreThoseOfTheDesign()
    {
        string Relative(string path) => Path.GetRelativePath(Directory.Root, path).Replace('\\', '/');

        Assert.Equal(
            "combined/mirrors.fedoraproject.org/2025/10/06.log.zst",
            Relative(Directory.CombinedLogPath(Samples.Fedora, Samples.Day("2025-10-06"))));
        Assert.Equal("rawdb/mirrors.fedoraproject.org/2025-10-05/2025-10-06.part", Relative(Directory.RawPartPath(Key("2025-10-05"))));
        Assert.Equal(
            "rawdb/mirrors.fedoraproject.org/2025-10-05/key",
            Relative(Directory.PseudonymKeyPath(Samples.Fedora, Samples.Utc("2025-10-05"))));
        Assert.Equal(
            "rawdb/mirrors.fedoraproject.org/day-719163/key", Relative(Directory.PseudonymKeyPath(Samples.Fedora, new UtcDay(-719_163))));
        Assert.Equal("public/mirrors.fedoraproject.org", Relative(Directory.PublicSitePath(Samples.Fedora)));
        Assert.Equal("countme.db", Relative(Directory.DatabasePath));
        Assert.False(System.IO.Directory.Exists(Directory.Root));
    }

    [Fact]
    public void Lock_Taken_NamesTheHolderUntilGivenBack()
    {
        Assert.True(Directory.TryLock(out RunLock? first, out string message));
        Assert.Equal("", message);
        Assert.False(Directory.TryLock(out RunLock? second, out message));
        Assert.Null(second);
        Assert.Equal(
            $"{Directory.Root} is in use by process {Environment.ProcessId} ({System.Diagnostics.Process.GetCurrentProcess().ProcessName}) "
            + $"on {Environment.MachineName}; "
            + "one run at a time may write to it. Wait until that run ends, or stop it.",
            message);

        first.Dispose();
        Assert.True(Directory.TryLock(out RunLock? third, out _));
        third.Dispose();
    }

    [Fact]
    public void Lock_Taken_EmptiesScratchOnlyWhenFree()
    {
        string left = _folder.Write("data/scratch/left/by a killed run", "x");
        Assert.True(Directory.TryLock(out RunLock? runLock, out _));
        Assert.False(File.Exists(left));

        string draft = _folder.Write("data/scratch/draft", "x");
        Assert.False(Directory.TryLock(out _, out _));
        Assert.True(File.Exists(draft));
        runLock.Dispose();
    }

    [Fact]
    public async Task Drafts_OfAKilledRun_AreNeverTakenForTheirTarget()
    {
        using CountmeDatabase database = CountmeDatabase.Open(Directory);
        var rawDb = new DiskRawDb(Directory, database);
        _folder.Write("data/scratch/abc.def", "half a part");
        _folder.Write("data/rawdb/mirrors.fedoraproject.org/2025-10-05/.2025-10-06.part.tmp", "half a part");

        Assert.Null(await rawDb.OpenPartAsync(Key("2025-10-05"), default));
        await rawDb.RecordLoadedAsync(Samples.Loaded("2025-10-06"), default);
        Assert.Empty(Parts());
    }

    [Fact]
    public void Scratch_WhileOpen_HasNoNameOnUnix()
    {
        using CountmeDatabase database = CountmeDatabase.Open(Directory);
        using Stream scratch = new DiskRawDb(Directory, database).CreateScratch();
        scratch.Write(new byte[100_000]);
        Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, System.IO.Directory.GetFiles(Directory.ScratchPath).Length);
    }

    [Fact]
    public async Task PseudonymKey_OnUnix_OnlyItsOwnerMayRead()
    {
        using CountmeDatabase database = CountmeDatabase.Open(Directory);
        var rawDb = new DiskRawDb(Directory, database);
        await rawDb.PseudonymKeyAsync(Samples.Fedora, Samples.Utc("2025-10-05"), default);
        string path = Directory.PseudonymKeyPath(Samples.Fedora, Samples.Utc("2025-10-05"));

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Empty(System.IO.Directory.GetFiles(Directory.ScratchPath));

        await rawDb.RemovePseudonymKeyAsync(Samples.Fedora, Samples.Utc("2025-10-05"), default);
        Assert.False(System.IO.Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public async Task PseudonymKey_Damaged_IsNotUsed()
    {
        using CountmeDatabase database = CountmeDatabase.Open(Directory);
        string path = Directory.PseudonymKeyPath(Samples.Fedora, Samples.Utc("2025-10-05"));
        _folder.Write(Path.GetRelativePath(_folder.Root, path), "short");
        var exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => new DiskRawDb(Directory, database).PseudonymKeyAsync(Samples.Fedora, Samples.Utc("2025-10-05"), default));
        Assert.Equal(
            $"{path} is damaged (5 bytes); a key of raw parts has 20 with its checksum. "
            + $"Put a copy back, or delete {Path.GetDirectoryName(path)} "
                + "and run again: its parts are made again from their logs.", exception.Message);
    }

    private string[] Parts() => System.IO.Directory.GetFiles(Directory.RawDbPath, "*.part", SearchOption.AllDirectories);

    private static RawPartKey Key(string utcDay) => new(Samples.Fedora, Samples.Utc(utcDay), Samples.Day("2025-10-06"));
}
