using System.Diagnostics;
using Countme.EndToEnd.Tests.Hostile;
using Countme.EndToEnd.Tests.Model;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Crash;

/// <summary>The program killed again and again while it counts, then run to its end.</summary>
public sealed class KillTests
{
    private const int KillsInARow = 5;
    private const int MaxEvents = 160;

    public static TheoryData<int> Seeds => Campaign.Seeds(3);

    [Theory, MemberData(nameof(Seeds))]
    public async Task Count_KilledAgainAndAgain_EndsWithTheCleanTotals(int seed)
    {
        using var tree = new GoldenTree();
        var random = new LineMutator(seed);
        string data = tree.PathOf("data");
        Directory.CreateDirectory(data);
        var late = new Queue<string>(tree.Files.Where(_ => random.Below(3) == 0));
        foreach (string path in late)
        {
            File.Move(path, Away(path));
        }

        int kills = 0;
        for (int run = 0; kills < KillsInARow && run < KillsInARow * 4; run++)
        {
            kills += await RunAndKill(tree, data, 1 + random.Below(MaxEvents)) ? 1 : 0;

            // Logs come while counting does not get on.
            for (int count = random.Below(3); count > 0 && late.TryDequeue(out string? path); count--)
            {
                File.Move(Away(path), path);
            }
        }

        while (late.TryDequeue(out string? path))
        {
            File.Move(Away(path), path);
        }

        using Process last = Start(tree, data);
        await last.WaitForExitAsync();

        string hint = Campaign.Repeat(seed) + "\n";
        Assert.True(last.ExitCode == 0, hint);
        Assert.True(kills > 0, hint);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(data, "scratch")));
        using Machine machine = GoldenTree.OpenMachine(data);
        await GoldenTree.AssertWhole(machine, hint);
        Assert.False((await machine.Count(tree.Logs)).DidWork, hint);
    }

    /// <summary>Kills a run as soon as it has made so many changes to the data directory's files.</summary>
    /// <returns>False when the run came to its end before.</returns>
    private static async Task<bool> RunAndKill(GoldenTree tree, string data, int events)
    {
        using var enough = new SemaphoreSlim(0, 1);
        using var watcher = new FileSystemWatcher(data) { IncludeSubdirectories = true, InternalBufferSize = 1 << 16 };
        int left = events;
        void Count(object sender, FileSystemEventArgs change)
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                enough.Release();
            }
        }

        watcher.Created += Count;
        watcher.Changed += Count;
        watcher.Deleted += Count;
        watcher.Renamed += Count;
        watcher.EnableRaisingEvents = true;
        using Process process = Start(tree, data);
        Task end = process.WaitForExitAsync();
        bool isKilled = await Task.WhenAny(enough.WaitAsync(), end) != end;
        process.Kill();
        await end;
        return isKilled;
    }

    private static Process Start(GoldenTree tree, string data) => Shell.Start(
        "count", "--logs", tree.Logs, "--data", data, "--site", GoldenTree.SiteName, "--exact", "--hosts", "plain", "--quiet", "--workers",
        "2");

    private static string Away(string path) => path + ".part";
}
