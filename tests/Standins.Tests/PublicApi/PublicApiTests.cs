using System.Reflection;

namespace Countme.Standins.Tests.PublicApi;

/// <summary>
/// The file PublicApi.txt beside each stand-in lists what code can use of it, to be compared with the package's own listing when it
/// changes. With AzureSdk=packages the same lines are looked for in the packages themselves.
/// </summary>
public sealed class PublicApiTests
{
    private const string Update = "COUNTME_UPDATE_DOCS";

    /// <summary>What the names of the packages' assemblies begin with.</summary>
    private static readonly string[] Prefixes =
        ["Azure.", "Microsoft.Azure.", "Microsoft.DurableTask.", "DurableTask.", "System.IO.Hashing"];

    private static readonly string Folder = Path.GetFullPath(Path.Join(TestData.Root, "..", "..", "standins"));

    private static readonly bool UsesStandins = typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "AzureSdk").Value == "standins";

    public static TheoryData<string> Standins =>
        [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Standins))]
    public void PublicApi_Listing_IsWhatCodeCanUse(string name)
    {
        string file = Path.Join(Folder, name, "PublicApi.txt");
        if (!UsesStandins)
        {
            string[] missing = [.. File.ReadLines(file).Except(PackagesLines.Value)];
            Assert.True(missing.Length == 0, $"{name} has what its package has not:\n{string.Join('\n', missing)}");
            return;
        }

        string found = string.Concat(ApiText.Lines(Assembly.Load(name)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, found);
        }

        string[] listed = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] lines = found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(
            listed.SequenceEqual(lines),
            $"The public surface of standins/{name} is not the one in its PublicApi.txt. Not there any more:\n"
            + $"{string.Join('\n', listed.Except(lines))}\nNot listed yet:\n{string.Join('\n', lines.Except(listed))}\n"
            + "Compare the new lines with the package's documentation, then rewrite the file: "
            + $"{Update}=1 dotnet test tests/Standins.Tests --filter PublicApi");
    }

    /// <summary>Everything that the packages let code use, whichever of their assemblies holds it.</summary>
    private static Lazy<HashSet<string>> PackagesLines { get; } = new(() =>
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => Prefixes.Any(prefix => name!.StartsWith(prefix, StringComparison.Ordinal)))
            .SelectMany(name => ApiText.Lines(Assembly.Load(name!))),
    ]);
}
