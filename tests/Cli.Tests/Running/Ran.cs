using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Countme.Cli.Running;

namespace Countme.Cli.Tests.Running;

/// <summary>
/// What a run of the built program gave: its exit code and what it wrote. Lines of progress, which a slow machine sees and a fast one
/// does not, are left out.
/// </summary>
internal sealed partial record Ran(int ExitCode, string Out, string Error)
{
    private static readonly string Program = Path.Join(AppContext.BaseDirectory, "countme.dll");

    /// <summary>The lines of stdout.</summary>
    public string[] Lines => Out.TrimEnd('\n').Split('\n');

    /// <summary>Runs the program to its end.</summary>
    public static Task<Ran> Countme(params string[] arguments) => EndOf(Start(arguments));

    /// <summary>Runs a command line in this process: for what ends before a verb starts.</summary>
    public static async Task<Ran> Inside(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        ExitCode code = await CommandLine.RunAsync(arguments, new Terminal(output, error, TimeProvider.System), CancellationToken.None);
        return new Ran((int)code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the program in a folder, so that messages and outputs name no other.</summary>
    public static Task<Ran> CountmeIn(string folder, params string[] arguments) => EndOf(Start(arguments, folder));

    /// <summary>Whether this process ignores SIGINT, as Linux tells.</summary>
    private static readonly Lazy<bool> IgnoresInterrupt = new(() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & (1UL << 1)) != 0);

    /// <summary>Starts the program.</summary>
    public static Process Start(string[] arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        if (IgnoresInterrupt.Value)
        {
            // Started in the background by a shell: the program would ignore SIGINT as well, and tests that send it would wait for ever.
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(start.FileName);
            start.FileName = "env";
        }

        start.ArgumentList.Add(Program);
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment.Remove("COUNTME_TRACE");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end of a program.</summary>
    public static async Task<Ran> EndOf(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new Ran(process.ExitCode, await output, Progress().Replace(await error, ""));
        }
    }

    /// <summary>Sends a signal, such as TERM.</summary>
    public static async Task Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    [GeneratedRegex(@"^(?: *\d+ % |[\d,]+ rows (?:ex|im)ported|[\d,]+ of [\d,]+ MB, ).*\n", RegexOptions.Multiline)]
    private static partial Regex Progress();
}
