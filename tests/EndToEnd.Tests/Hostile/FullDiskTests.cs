using System.Globalization;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Hostile;

/// <summary>A disk without room: a clear message, nothing lost, and the next run with room completes the work.</summary>
public sealed class FullDiskTests
{
    /// <summary>Free space, in KiB, from none to enough.</summary>
    public static TheoryData<int> FreeKiB => [0, 40, 100, 200, 300, 400, 600, 1000, 1500, 3000];

    /// <summary>Largest file, in the shell's blocks of 512 bytes or more.</summary>
    public static TheoryData<int> FileBlocks => [1, 8, 24, 64, 130, 400];

    [Theory, MemberData(nameof(FreeKiB))]
    public async Task Count_DiskFillsUp_OldTotalsStayAndTheNextRunCompletes(int freeKiB)
    {
        if (await Shell.MountingShell() is not { } shell)
        {
            return; // Not permitted here; the limit on files below is the next best thing.
        }

        const string Script = """
            disk=$1 logs=$2 free=$3
            mount -t tmpfs -o size=24m tmpfs "$disk" || exit 99
            run() { countme count --site mirrors.centos.org --data "$disk/data" --exact --hosts plain --quiet "$@"; }
            count() { run --logs "$logs" --workers 2; }
            run "$logs"/proxy01/2025/10/0*/http/* || exit 98
            cp "$disk/data/public/mirrors.centos.org/totals.csv" "$disk/../before"
            room=$(df -k --output=avail "$disk" | tail -n 1)
            head -c $(((room - free) * 1024)) /dev/zero > "$disk/filler"
            count
            echo "exit $?"
            cmp "$disk/data/public/mirrors.centos.org/totals.csv" "$disk/../before" && echo unchanged
            rm "$disk/filler"
            count || exit 97
            cp -r "$disk/data" "$disk/../kept"
            """;
        using var tree = new GoldenTree();
        Directory.CreateDirectory(tree.PathOf("disk"));

        Ran ran = await Shell.RunUnder(shell, Script, tree.PathOf("disk"), tree.Logs, freeKiB.ToString(CultureInfo.InvariantCulture));

        Assert.True(ran.ExitCode == 0, ran.ToString());
        if (!ran.Output.Contains("exit 0", StringComparison.Ordinal))
        {
            AssertClear(ran);
            Assert.Contains("unchanged", ran.Output, StringComparison.Ordinal);
        }

        Assert.True(freeKiB > 500 || ran.Output.Contains("exit 1", StringComparison.Ordinal), ran.ToString());
        await AssertCompleted(tree, tree.PathOf("kept"));
    }

    [Theory, MemberData(nameof(FileBlocks))]
    public async Task Count_FilesMayNotGrow_NextRunCompletes(int blocks)
    {
        const string Script = """
            (trap "" XFSZ; ulimit -f "$3"; countme count --logs "$1" --data "$2" --site mirrors.centos.org --exact --hosts plain --quiet)
            echo "exit $?"
            countme count --logs "$1" --data "$2" --site mirrors.centos.org --exact --hosts plain --quiet
            """;
        using var tree = new GoldenTree();

        // The runtime keeps its own code in a file unless told otherwise, and would not even start.
        var environment = new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" };
        Ran ran = await Shell.Run(Script, environment, tree.Logs, tree.PathOf("data"), blocks.ToString(CultureInfo.InvariantCulture));

        Assert.True(ran.ExitCode == 0, ran.ToString());
        if (!ran.Output.Contains("exit 0", StringComparison.Ordinal))
        {
            AssertClear(ran);
        }

        await AssertCompleted(tree, tree.PathOf("data"));
    }

    private static void AssertClear(Ran ran)
    {
        Assert.Contains("exit 1\n", ran.Output, StringComparison.Ordinal);
        string message = Assert.Single(ran.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("countme: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("should not happen", message, StringComparison.Ordinal);
    }

    private static async Task AssertCompleted(GoldenTree tree, string data)
    {
        using Machine machine = GoldenTree.OpenMachine(data);
        await GoldenTree.AssertWhole(machine, "");
        Assert.False((await machine.Count(tree.Logs)).DaysCombined > 0);
    }
}
