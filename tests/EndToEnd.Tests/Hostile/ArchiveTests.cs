using Countme.Cli.Counting;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>Cut and altered archives in the chain: set aside whole, said so, and counted once a sound copy is there.</summary>
public sealed class ArchiveTests
{
    /// <summary>No archive is altered before this byte: a changed signature makes it a text like any other.</summary>
    private const int SignatureBytes = 13;

    public static TheoryData<int> Seeds => Campaign.Seeds(12);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Count_DamagedArchive_SetAsideThenCountedFromASoundCopy(int seed)
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        var random = new LineMutator(seed);
        string damaged = tree.Archives[random.Below(tree.Archives.Length)];
        byte[] sound = File.ReadAllBytes(damaged);
        Replace(damaged, Damaged(sound, random));
        string hint = $"{Path.GetRelativePath(tree.Logs, damaged)}. {Campaign.Repeat(seed)}\n";

        CountReport report = await machine.Count(tree.Logs);

        if (report.LeftOut.SingleOrDefault(left => left.Upload.State == UploadState.SetAside) is { Upload: { } leftOut } left)
        {
            Assert.StartsWith(damaged + " cannot be read to its end: ", leftOut.Reason, StringComparison.Ordinal);
            await AssertSaysWhatIsMissing(machine, left.Day);
            await AssertCountsTheRest(machine, tree, damaged, hint);
        }
        else
        {
            // A byte that carries no content, such as the time in a gzip header.
            await GoldenTree.AssertWhole(machine, hint);
        }

        Replace(damaged, sound);
        await machine.Count(tree.Logs);

        await GoldenTree.AssertWhole(machine, hint);
        Assert.All(await machine.Weeks(), week => Assert.Empty(week.IncompleteLogDays));
        Assert.False((await machine.Count(tree.Logs)).DidWork, hint);
    }

    [Fact]
    public async Task Count_EveryArchiveDamaged_CountsThePlainLogsAndThenAll()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        var sound = tree.Archives.ToDictionary(path => path, File.ReadAllBytes);
        foreach (string path in tree.Archives)
        {
            Replace(path, sound[path][..(sound[path].Length / 2)]);
        }

        CountReport report = await machine.Count(tree.Logs);

        Assert.Equal(
            tree.Archives.Order(StringComparer.Ordinal),
            report.LeftOut
                .Where(left => left.Upload.State == UploadState.SetAside)
                .Select(left => left.Upload.Name)
                .Order(StringComparer.Ordinal));
        Assert.True(report.Lines > 0);

        foreach (string path in tree.Archives)
        {
            Replace(path, sound[path]);
        }

        await machine.Count(tree.Logs);
        await GoldenTree.AssertWhole(machine, "");
    }

    private static async Task AssertSaysWhatIsMissing(Machine machine, LogDay day)
    {
        var log = Assert.Single(await machine.Combined(), log => log.Day == day);
        Assert.True(log.IsIncomplete);

        // Most lines of a log are of the day before the one it is named after.
        Week week = new UtcDay(UtcDay.Of(day.Date).Number - 1).Week;
        WeekTotals? totals = (await machine.Weeks()).SingleOrDefault(totals => totals.Week == week);
        Assert.True(totals is null || totals.IncompleteLogDays.Contains(day));
    }

    private static async Task AssertCountsTheRest(Machine machine, GoldenTree tree, string damaged, string hint)
    {
        using Machine other = GoldenTree.NewMachine();
        File.Move(damaged, tree.PathOf("away"));
        await other.Count(tree.Logs);
        File.Move(tree.PathOf("away"), damaged);
        Assert.Equal(hint + SortedLines.Text(other.SortedTotals()), hint + SortedLines.Text(machine.SortedTotals()));
        Assert.Equal(hint + SortedLines.Text(await other.SortedRaw()), hint + SortedLines.Text(await machine.SortedRaw()));
    }

    private static byte[] Damaged(byte[] sound, LineMutator random)
    {
        if (random.Below(2) == 0)
        {
            return sound[..(1 + random.Below(sound.Length - 1))];
        }

        byte[] damaged = [.. sound];
        for (int flips = 1 + random.Below(3); flips > 0; flips--)
        {
            damaged[SignatureBytes + random.Below(damaged.Length - SignatureBytes)] ^= (byte)(1 << random.Below(8));
        }

        return damaged;
    }

    /// <summary>Another copy takes a file's place, as a transfer does it: its time differs, whatever the clock's steps are.</summary>
    private static void Replace(string path, byte[] content)
    {
        DateTime before = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
    }
}
