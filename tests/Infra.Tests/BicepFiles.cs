using System.Diagnostics;
using System.Text.Json;

namespace Countme.Infra.Tests;

/// <summary>What stands in the bicep files of the folder infra, read once with a real grammar.</summary>
internal static class BicepFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<IReadOnlyList<BicepFile>> Read = new(() => Parse([.. Paths]));

    public static string Root { get; } = Path.GetFullPath(Path.Join(TestData.Root, "..", ".."));

    public static IReadOnlyList<BicepFile> All => Read.Value;

    public static IEnumerable<BicepFile> Templates => All.Where(file => file.Path.EndsWith(".bicep", StringComparison.Ordinal));

    private static IEnumerable<string> Paths => Directory.EnumerateFiles(Path.Join(Root, "infra"), "*.bicep*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is ".bicep" or ".bicepparam").Order(StringComparer.Ordinal);

    /// <summary>The file of a name, without its extension.</summary>
    public static BicepFile Of(string name) => Assert.Single(Templates, file => Path.GetFileNameWithoutExtension(file.Path) == name);

    public static IReadOnlyList<BicepFile> Parse(params string[] paths)
    {
        string packages = Path.Join(Root, "emulators");
        NodePackages.Install(packages);
        var start = new ProcessStartInfo("node", [Path.Join(Root, "tests", "Infra.Tests", "readBicep.mjs"), packages, .. paths])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync();
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, error.GetAwaiter().GetResult());
        return JsonSerializer.Deserialize<BicepFile[]>(output, Json)!;
    }
}

internal sealed record BicepFile(string Path, string[] Errors, BicepDeclaration[] Declarations, string[] Calls, string[] Strings)
{
    public IEnumerable<BicepDeclaration> Resources => Declarations.Where(found => found.Kind == "resource" && !found.IsExisting);

    public IEnumerable<BicepDeclaration> ResourcesOf(string type) =>
        Resources.Where(resource => resource.Type.StartsWith(type + "@", StringComparison.Ordinal));

    public BicepDeclaration Variable(string name) => Assert.Single(Declarations, found => found.Kind == "variable" && found.Name == name);
}

internal sealed record BicepDeclaration(
    string Kind, string Name, string Type, Dictionary<string, string> Decorators, bool IsExisting, Dictionary<string, string> Values);
