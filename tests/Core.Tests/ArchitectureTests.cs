using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Countme.Core.Time;

namespace Countme.Core.Tests;

/// <summary>How the parts of the solution may use each other, and what no source file may hold.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxSourceLines = 400;
    private const int MaxTestLines = 600;
    private const int MaxColumns = 140;

    /// <summary>The folders of Core; one may use those before it.</summary>
    private static readonly string[] Stations = ["Time", "Upload", "Combine", "RawDb", "Totals", "Publish", "Status"];

    /// <summary>The folders of Adapters; one may use those before it. Formats holds what both stores keep alike.</summary>
    private static readonly string[] AdapterFolders = ["Compression", "Exchange", "Formats", "Disk", "Cloud"];

    /// <summary>Files that may have longer lines: they hold what a terminal shows, as it shows it.</summary>
    private static readonly string[] MayBeWide = [Path.Join("tests", "Cli.Tests", "Verbs", "ReadingTests.cs")];

    /// <summary>What each project may refer to.</summary>
    private static readonly Dictionary<string, string[]> Directions = new()
    {
        ["Core"] = [],
        ["Adapters"] = ["Core"],
        ["Cli"] = ["Adapters"],
        ["Functions"] = ["Adapters"],
        ["LocalHost"] = ["Functions"],
    };

    private static readonly string Root = Path.GetFullPath(Path.Join(TestData.Root, "..", ".."));

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Join(Root, "src")).Select(path => Path.GetFileName(path)!)];

    public static TheoryData<string> StationNames => [.. Stations];

    [Fact]
    public void Core_Project_HasNoPackageButTheAnalyzer()
    {
        XDocument project = XDocument.Load(Path.Join(Root, "src", "Core", "Core.csproj"));

        XElement package = Assert.Single(project.Descendants("PackageReference"));
        Assert.Equal("Microsoft.CodeAnalysis.BannedApiAnalyzers", package.Attribute("Include")?.Value);
        Assert.Equal("all", package.Attribute("PrivateAssets")?.Value);
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    [Fact]
    public void Core_Assembly_RefersToTheRuntimeAlone() => Assert.All(
        typeof(UtcDay).Assembly.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Projects))]
    public void Project_References_PointInTheirDirection(string project)
    {
        XDocument file = XDocument.Load(Path.Join(Root, "src", project, project + ".csproj"));

        var references = file
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(
            [], references.Where(reference => !reference.StartsWith("Standin", StringComparison.Ordinal)).Except(Directions[project]));
    }

    [Theory, MemberData(nameof(StationNames))]
    public void Station_Files_UseThemselvesAndStationsBeforeThem(string station)
    {
        string[] later = Stations[(Array.IndexOf(Stations, station) + 1)..];

        var wrong = Sources(Path.Join("src", "Core", station))
            .SelectMany(
                file => StationUse()
                    .Matches(File.ReadAllText(file))
                    .Select(use => (File: Path.GetFileName(file), Station: use.Groups["name"].Value)))
            .Where(use => later.Contains(use.Station));

        Assert.Equal([], wrong);
    }

    [Theory, MemberData(nameof(StationNames))]
    public void Station_Types_UseThemselvesAndStationsBeforeThem(string station)
    {
        string[] later = [.. Stations[(Array.IndexOf(Stations, station) + 1)..].Select(name => $"Countme.Core.{name}")];

        var wrong = typeof(UtcDay).Assembly.GetTypes().Where(type => IsIn(type, $"Countme.Core.{station}"))
            .SelectMany(type => UsedTypes(type).Where(used => later.Any(name => IsIn(used, name))).Select(used => $"{type} uses {used}"));

        Assert.Equal([], wrong);
    }

    [Fact]
    public void Core_Folders_AreTheStations() => Assert.Equal(
        Stations.Order(StringComparer.Ordinal),
        Sources(Path.Join("src", "Core")).Select(file => FolderIn("Core", file)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Adapters_Folders_UseThemselvesAndFoldersBeforeThem() => Assert.Equal(
        [], Sources(Path.Join("src", "Adapters")).SelectMany(file => AdapterUse().Matches(File.ReadAllText(file))
            .Select(use => Array.IndexOf(AdapterFolders, use.Groups["name"].Value))
            .Where(used => used < 0 || used > Array.IndexOf(AdapterFolders, FolderIn("Adapters", file)))
            .Select(_ => Path.GetFileName(file))));

    [Fact]
    public void SourceFiles_Length_HasALimit()
    {
        Assert.Equal([], Sources("src").Where(file => File.ReadLines(file).Count() > MaxSourceLines).Select(Path.GetFileName));
        Assert.Equal([], Sources("tests").Where(file => File.ReadLines(file).Count() > MaxTestLines).Select(Path.GetFileName));
    }

    [Fact]
    public void SourceFiles_Lines_HaveALimit() => Assert.Equal(
        [], new[] { "src", "standins", "tests", "bench" }.SelectMany(folder => Sources(folder))
            .Concat(new[] { "tests", "bench", "emulators" }.SelectMany(folder => Sources(folder, "*.mjs")))
            .Select(file => Path.GetRelativePath(Root, file)).Except(MayBeWide)
            .SelectMany(file => File.ReadLines(Path.Join(Root, file))
                .Index().Where(line => line.Item.Length > MaxColumns).Select(line => $"{file}:{line.Index + 1}")));

    [Fact]
    public void SourceFiles_Text_HoldsNothingLeftUndone() => Assert.Equal(
        [], Sources("src").Concat(Sources("tests")).Where(file => LeftUndone().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    [Fact]
    public void SourceFiles_Text_AsksNoWallClock() => Assert.Equal(
        [], Sources("src").Concat(Sources("tests")).Where(file => WallClock().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    [Fact]
    public void TestFiles_Text_NeverSleeps() => Assert.Equal(
        [], Sources("tests").Where(file => Sleep().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    /// <summary>A file is named after its first public type; small ones may follow it: its report, its reasons, its exception.</summary>
    [Fact]
    public void SourceFiles_PublicTypes_BeginWithTheOneOfTheFilesName() => Assert.Equal(
        [], Sources("src").Where(file => PublicType().Matches(File.ReadAllText(file)) is { Count: > 0 } types
            && types.All(type => type.Groups["name"].Value != Path.GetFileNameWithoutExtension(file))).Select(Path.GetFileName));

    [Fact]
    public void SourceFiles_Namespace_IsTheirFolder()
    {
        foreach (string file in Sources("src").Where(file => Path.GetFileName(file) != "Program.cs"))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Join(Root, "src"), file))!;
            Assert.Contains(
                $"namespace Countme.{folder.Replace(Path.DirectorySeparatorChar, '.')};", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static bool IsIn(Type type, string name) =>
        type.Namespace is { } own && (own == name || own.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The types in a type's bases, members, attributes and local variables.</summary>
    private static IEnumerable<Type> UsedTypes(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).ToArray();
        var used = type.GetInterfaces().Append(type.BaseType)
            .Concat(type.GetFields(All).Select(field => field.FieldType))
            .Concat(methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(methods.SelectMany(method => method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []));
        return used.OfType<Type>().SelectMany(Parts).Distinct();
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.GetGenericArguments().SelectMany(Parts).Append(type);

    /// <summary>The folder of a project that a file lies in, however deep.</summary>
    private static string FolderIn(string project, string file) =>
        Path.GetRelativePath(Path.Join(Root, "src", project), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> Sources(string folder, string pattern = "*.cs")
    {
        string path = Path.Join(Root, folder);
        return Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(path, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "node_modules"));
    }

    [GeneratedRegex(
        @"\b(?:using |Countme\.|Core\.)(?:static )?(?:Countme\.)?(?:Core\.)?"
        + @"(?<name>Time|Upload|Combine|RawDb|Totals|Publish)(?:\.[A-Z]|;)")]
    private static partial Regex StationUse();

    [GeneratedRegex(@"^using Countme\.Adapters\.(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex AdapterUse();

    [GeneratedRegex(@"\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex LeftUndone();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?" + @"Now\b|\bDateTime\.To" + @"day\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\bThread\.Sl" + @"eep\b|\bTask\.De" + @"lay\((?!Timeout\.Infinite)")]
    private static partial Regex Sleep();

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*"
        + @"(?:class|record struct|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
