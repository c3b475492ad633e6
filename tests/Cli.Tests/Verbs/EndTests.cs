using System.Diagnostics;
using Countme.Adapters.Disk;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Verbs;

/// <summary>How runs end that do not end by themselves.</summary>
public class EndTests
{
    [Fact]
    public async Task Count_DataHeldByAnotherRun_FailsWithNoWait()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        using RunLock held = Hold(work);

        Ran ran = await Ran.Countme("count", "--logs", work.PathOf("logs"), "--data", work.PathOf("data"), "--no-wait");

        Assert.Equal((1, ""), (ran.ExitCode, ran.Out));
        Assert.Matches(
            @"\Acountme: ~/data is in use by .*; one run at a time may write to it\. Wait until that run ends, or stop it\.\n\z",
            work.Short(ran.Error));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Count_WaitingForAnotherRun_CanBeInterrupted(string signal)
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        using RunLock held = Hold(work);
        Process process = Ran.Start(["count", "--logs", work.PathOf("logs"), "--data", work.PathOf("data")]);
        string? waiting = await process.StandardError.ReadLineAsync();

        await Ran.Signal(process, signal);
        Ran ran = await Ran.EndOf(process);

        Assert.EndsWith("Waiting for it.", waiting);
        Assert.Equal((3, ""), (ran.ExitCode, ran.Out));
        Assert.Equal(
            "countme: Interrupted: what was finished stays, the step at hand was undone. Run the same command again to go on.\n",
            ran.Error);
    }

    [Fact]
    public async Task Count_OnceTheOtherRunEnds_GoesOn()
    {
        using var work = new WorkFolder();
        work.Log("proxy01", "2025-10-07", WorkFolder.Line("2025-10-06 12:00", "192.0.2.1"));
        RunLock held = Hold(work);
        Process process = Ran.Start(["count", "--logs", work.PathOf("logs"), "--data", work.PathOf("data"), "--quiet"]);
        await process.StandardError.ReadLineAsync();

        held.Dispose();
        Ran ran = await Ran.EndOf(process);

        Assert.Equal((0, "", ""), (ran.ExitCode, ran.Out, ran.Error));
        Assert.True(File.Exists(work.PathOf("data", "public", WorkFolder.Site, "totals.csv")));
    }

    [Fact]
    public async Task Stdout_FullDevice_IsAFailure()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        Ran ran = await Shell("dotnet \"$0\" count --help > /dev/full");

        Assert.Equal(1, ran.ExitCode);
        Assert.StartsWith("countme: The disk is full (", ran.Error);
    }

    [Fact]
    public async Task Stdout_ClosedByItsReader_EndsQuietly()
    {
        Ran ran = await Shell("(dotnet \"$0\" count --help; echo $? >&2) | true");

        Assert.Equal("0\n", ran.Error);
    }

    [Fact]
    public async Task Failure_WithTrace_ShowsWhereItHappened()
    {
        using var work = new WorkFolder();

        Ran ran = await Ran.EndOf(Ran.Start(["weeks", "--site", "s", "--data", work.PathOf("none")], null, ("COUNTME_TRACE", "1")));

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("   at Countme.Cli.", ran.Error);
    }

    [Fact]
    public async Task Sample_Then_Count_CompletesAWeek()
    {
        using var work = new WorkFolder();

        Ran sample = await Ran.Countme(
            "sample", "--out", work.PathOf("logs"), "--size", "1MB", "--sites", "mirrors.fedoraproject.org", "--compression", "mixed");
        Ran again = await Ran.Countme("sample", "--out", work.PathOf("logs"));
        Ran count = await work.Count();

        Assert.Equal((0, ""), (sample.ExitCode, sample.Error));
        Assert.StartsWith("24 files, ", sample.Out);
        Assert.Equal(
            (1, $"countme: {work.PathOf("logs")} is not empty: name an empty folder or a new one, or force the sample into this one.\n"),
            (again.ExitCode, again.Error));
        Assert.Equal("  logs       24 found, 24 new or changed", count.Lines[1]);
    }

    [Fact]
    public async Task Bench_Small_MeasuresEachPhase()
    {
        using var work = new WorkFolder();

        Ran ran = await Ran.Countme(
            "bench", "--size", "1MB", "--rounds", "1", "--phases", "parse,combine", "--no-tools", "--work", work.Root, "--quiet");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Equal(["what", "parse", "combine"], ran.Lines.Skip(2).Select(line => line.Split(' ')[0]));
        Assert.Empty(Directory.GetFileSystemEntries(work.Root));
    }

    private static RunLock Hold(WorkFolder work) =>
        new DataDirectory(work.PathOf("data")).TryLock(out RunLock? held, out string message)
            ? held
            : throw new InvalidOperationException(message);

    private static Task<Ran> Shell(string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", script, Path.Join(AppContext.BaseDirectory, "countme.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Ran.EndOf(Process.Start(start)!);
    }
}
