using System.Diagnostics;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>What a child process left behind.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>Runs the built program as its users do, under a shell.</summary>
internal static class Shell
{
    private static readonly string Program = Path.Join(AppContext.BaseDirectory, "countme.dll");

    /// <summary>The program that runs assemblies.</summary>
    public static readonly string Host =
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static readonly string Prelude = $"countme() {{ '{Host}' '{Program}' \"$@\"; }}\n";

    /// <summary>How to get a shell that may mount file systems of its own; null where that is not permitted.</summary>
    public static async Task<string?> MountingShell()
    {
        foreach (string command in (string[])["unshare -m", "unshare -rm"])
        {
            if ((await Run($"folder=$(mktemp -d) && {command} mount -t tmpfs tmpfs \"$folder\"; result=$?; "
                + "rmdir \"$folder\"; exit $result")).ExitCode == 0)
            {
                return command + " sh";
            }
        }

        return null;
    }

    /// <summary>Runs a script under another shell than sh.</summary>
    public static Task<Ran> RunUnder(string shell, string script, params string[] arguments) =>
        Run($"script=$1; shift; exec {shell} -c \"$script\" sh \"$@\"", null, [Prelude + script, .. arguments]);

    /// <summary>Runs a script of the POSIX shell; <c>countme</c> is a function in it, $1 and on are the arguments.</summary>
    public static async Task<Ran> Run(string script, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        using Process process = Start(script, environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the program itself, with nothing between it and this process.</summary>
    public static Process Start(params string[] arguments) => Start(new ProcessStartInfo(Host, [Program, .. arguments]), null);

    private static Process Start(string script, IReadOnlyDictionary<string, string>? environment, string[] arguments) =>
        Start(new ProcessStartInfo("sh", ["-c", Prelude + script, "sh", .. arguments]), environment);

    private static Process Start(ProcessStartInfo start, IReadOnlyDictionary<string, string>? environment)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The shell could not be started.");
    }
}
