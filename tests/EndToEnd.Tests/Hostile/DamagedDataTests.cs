using Countme.Cli.Counting;
using Countme.Core.RawDb;
using Countme.Core.Totals;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>What counting keeps is altered behind its back: it is noticed, and made again where that can be done.</summary>
public sealed class DamagedDataTests
{
    private const int Damages = 150;

    [Fact]
    public async Task Tally_DamagedPart_IsNamedAndNeverCounted()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        var random = new LineMutator(Campaign.Seed);
        await machine.Count(Machine.FoundIn(tree.Logs), Station.RawDb);
        RawPartKey[] parts =
            [.. (await machine.Loaded()).SelectMany(log => log.Parts.Select(part => new RawPartKey(machine.Site, part.Day, log.LogDay)))];

        for (int i = 0; i < Campaign.Tries(Damages); i++)
        {
            RawPartKey part = parts[random.Below(parts.Length)];
            string path = machine.Directory.RawPartPath(part);
            byte[] sound = File.ReadAllBytes(path);
            File.WriteAllBytes(path, Damaged(sound, random));

            TallyReport report = await machine.Tally(part.Day);

            Assert.True(report.Damaged is [var damaged] && damaged == part.LogDay, $"Try {i}. {Campaign.Repeat(Campaign.Seed)}");
            Assert.Null(report.Tally);
            File.WriteAllBytes(path, sound);
        }

        await machine.Continue();
        await GoldenTree.AssertWhole(machine, "");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("altered")]
    [InlineData("empty")]
    [InlineData("gone")]
    [InlineData("of another day")]
    public async Task Count_EveryPartDamaged_AllAreMadeAgain(string damage)
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        await machine.Count(Machine.FoundIn(tree.Logs), Station.RawDb);
        string[] parts = [.. machine.Parts().Keys.Select(part => Path.Join(machine.Directory.Root, part))];
        byte[][] contents = [.. parts.Select(File.ReadAllBytes)];
        for (int i = 0; i < parts.Length; i++)
        {
            byte[] sound = contents[i];
            byte[]? damaged = damage switch
            {
                "cut" => sound[..^1],
                "altered" => [.. sound[..^30], (byte)~sound[^30], .. sound[^29..]],
                "empty" => [],
                "of another day" => contents[(i + 1) % parts.Length],
                _ => null,
            };
            File.Delete(parts[i]);
            if (damaged is not null)
            {
                File.WriteAllBytes(parts[i], damaged);
            }
        }

        CountReport report = await machine.Continue();

        // A log that is read again makes all its parts again.
        Assert.Equal((await machine.Loaded()).Count, report.PartsRepaired);
        Assert.Equal(report.PartsRepaired, machine.Watcher.Warnings.Count);
        await GoldenTree.AssertWhole(machine, "");
    }

    [Theory]
    [InlineData("gone", "is gone, the key of the raw parts beside it.")]
    [InlineData("altered", "is damaged (20 bytes); a key of raw parts has 20 with its checksum.")]
    [InlineData("cut", "is damaged (7 bytes); a key of raw parts has 20 with its checksum.")]
    public async Task Count_LateLogAfterItsDaysKeyIsDamaged_SaysWhatToDoAndThatHelps(string damage, string message)
    {
        // The day's hosts are known under pseudonyms of a key that is no more: a new key would make each of them another host.
        using var folder = new TempFolder();
        using var machine = new Machine { Load = new LoadOptions() };
        folder.Write($"a/2025/10/07/{machine.Site}-access.log", Line("06", 12));
        folder.Write($"a/2025/10/14/{machine.Site}-access.log", Line("13", 12));
        await machine.Count(folder.Root);
        string day = Path.Join(machine.Directory.RawDbSitePath(machine.Site), "2025-10-06");
        string key = Path.Join(day, "key");
        byte[] sound = File.ReadAllBytes(key);
        File.Delete(key);
        if (damage != "gone")
        {
            File.WriteAllBytes(key, damage == "cut" ? sound[..7] : [(byte)(sound[0] ^ 1), .. sound[1..]]);
        }

        folder.Write($"a/2025/10/08/{machine.Site}-access.log", Line("06", 13));
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => machine.Count(folder.Root));

        Assert.StartsWith($"{key} {message} Put ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $", or delete {day} and run again: its parts are made again from their logs.", failure.Message, StringComparison.Ordinal);
        Directory.Delete(day, recursive: true);
        await machine.Count(folder.Root);
        Assert.StartsWith("2025-10-06,2025-10-12,1,,,,,-1,a,\r\n", SortedLines.Text(machine.SortedTotals()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_TablesGone_EverythingIsCountedAgain()
    {
        using var tree = new GoldenTree();
        string data = tree.PathOf("data");
        using (Machine machine = GoldenTree.OpenMachine(data))
        {
            await machine.Count(tree.Logs);
        }

        foreach (string file in Directory.EnumerateFiles(data, "countme.db*").ToArray())
        {
            File.Delete(file);
        }

        using Machine again = GoldenTree.OpenMachine(data);
        await again.Count(tree.Logs);
        await GoldenTree.AssertWhole(again, "");
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("cut")]
    public async Task Count_PublicFileDamaged_IsPublishedAgain(string damage)
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        await machine.Count(tree.Logs);
        string csv = machine.PublicPath("totals.csv");
        byte[] content = File.ReadAllBytes(csv);
        File.Delete(csv);
        if (damage == "cut")
        {
            File.WriteAllBytes(csv, content[..100]);
        }

        CountReport report = await machine.Continue();

        Assert.Equal(["totals.csv"], report.Published.Where(file => file.WasReplaced).Select(file => file.Name));
        await GoldenTree.AssertWhole(machine, "");
    }

    [Fact]
    public async Task Count_CombinedLogDamaged_NextLateLogMakesItAgainFromTheUploads()
    {
        using var tree = new GoldenTree();
        using Machine machine = GoldenTree.NewMachine();
        string late = tree.Files[0];
        await machine.Count(Machine.FoundIn(tree.Logs).Where(upload => upload.Name != late));
        foreach (string path in Directory.EnumerateFiles(machine.Directory.CombinedPath, "*", SearchOption.AllDirectories).ToArray())
        {
            byte[] content = File.ReadAllBytes(path);
            File.WriteAllBytes(path, content[..(content.Length / 2)]);
        }

        await machine.Count(tree.Logs);

        await GoldenTree.AssertWhole(machine, "");
    }

    private static string Line(string day, int hour) =>
        $"192.0.2.1 - - [{day}/Oct/2025:{hour}:00:00 +0000] \"GET /metalink?repo=a HTTP/1.1\" 200 1 \"-\" \"curl\"\n";

    private static byte[] Damaged(byte[] sound, LineMutator random)
    {
        if (random.Below(3) == 0)
        {
            return sound[..random.Below(sound.Length)];
        }

        byte[] damaged = [.. sound];
        damaged[random.Below(damaged.Length)] ^= (byte)(1 << random.Below(8));
        return damaged;
    }
}
