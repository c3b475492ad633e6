using System.Reflection;

namespace Countme.Cli.Bench;

/// <summary>What is there to measure with.</summary>
/// <param name="LogPath">A plain log.</param>
/// <param name="TreePath">A tree of several proxies' logs with as much text; null when a log was given.</param>
/// <param name="WorkPath">A folder for what the runs leave.</param>
/// <param name="Site">The site of all of them.</param>
/// <param name="Workers">Threads of each run.</param>
internal sealed record BenchInputs(string LogPath, string? TreePath, string WorkPath, string Site, int Workers);

/// <summary>Makes the cases: each phase as a command of its own, and the tools that it is compared with.</summary>
internal static class BenchPlan
{
    /// <summary>The phases, in order.</summary>
    public static readonly IReadOnlyList<string> Phases = ["parse", "load", "combine", "count"];

    /// <summary>Compressors to compare with: the tool, what compresses fast, and the ending of its files.</summary>
    private static readonly (string Tool, string Level, string Ending)[] Compressors =
        [("gzip", "-1", ".gz"), ("xz", "-0", ".xz"), ("zstd", "-1", ".zst")];

    /// <summary>This program, as another process.</summary>
    public static IReadOnlyList<string> Self
    {
        get
        {
            string program = Environment.ProcessPath ?? "dotnet";
            bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
            return isHost ? [program, Assembly.GetEntryAssembly()!.Location] : [program];
        }
    }

    /// <summary>The cases of the phases and of <c>grep</c>, which reads every byte of the plain log as they do.</summary>
    public static IEnumerable<BenchCase> OfPhases(BenchInputs inputs, IReadOnlyCollection<string> phases, bool hasTools)
    {
        string? grep = hasTools && FindTool("grep") is not null ? "grep -c countme=" : null;
        if (grep is not null)
        {
            yield return new BenchCase(grep, ["grep", "-c", "countme=", inputs.LogPath], null);
        }

        string data = Path.Join(inputs.WorkPath, "data");
        string workers = inputs.Workers.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] common = ["--data", data, "--site", inputs.Site, "--workers", workers, "--quiet"];
        foreach (string phase in Phases.Where(phases.Contains))
        {
            if (phase == "parse")
            {
                yield return new BenchCase(phase, [.. Self, "parse", inputs.LogPath, "--workers", workers], grep);
            }
            else if (inputs.TreePath is { } tree && phase != "load")
            {
                yield return new BenchCase($"{phase} (3 proxies)", [.. Self, phase, "--logs", tree, .. common], grep, data);
            }
            else if (phase != "combine")
            {
                yield return new BenchCase(phase, [.. Self, phase, inputs.LogPath, .. common], grep, data);
            }
        }
    }

    /// <summary>The compressed twins of the log that can be made here, and how.</summary>
    public static IEnumerable<(string Path, IReadOnlyList<string> Command)> Twins(BenchInputs inputs) =>
        Compressors.Where(tool => FindTool(tool.Tool) is not null).Select(tool => (
            Path.Join(inputs.WorkPath, "log" + tool.Ending), (IReadOnlyList<string>)[tool.Tool, tool.Level, "-c", inputs.LogPath]));

    /// <summary>The cases of a compressed twin: its own tool, and reading its lines.</summary>
    public static IEnumerable<BenchCase> OfTwin(BenchInputs inputs, string path)
    {
        string tool = Compressors.First(one => path.EndsWith(one.Ending, StringComparison.Ordinal)).Tool;
        yield return new BenchCase($"{tool} -dc", [tool, "-dc", path], null);
        string workers = inputs.Workers.ToString(System.Globalization.CultureInfo.InvariantCulture);
        yield return new BenchCase($"parse ({Path.GetExtension(path)[1..]})", [.. Self, "parse", path, "--workers", workers], $"{tool} "
            + "-dc");
    }

    private static string? FindTool(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Join(folder, name)).FirstOrDefault(File.Exists);
}
