using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>Every template is read by a real grammar, says what its parts are for, and holds no secret.</summary>
public sealed partial class SyntaxTests
{
    [Fact]
    public void Files_OfInfra_HaveNoSyntaxError() =>
        Assert.All(BicepFiles.All, file => Assert.True(file.Errors is [], $"{file.Path}: {string.Join("; ", file.Errors)}"));

    [Fact]
    public void Parse_BrokenTemplate_SaysWhere()
    {
        string path = Path.Join(Path.GetTempPath(), Path.GetRandomFileName() + ".bicep");
        File.WriteAllText(path, "param name string\nresource a 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  name: \n}\n");

        BicepFile file = Assert.Single(BicepFiles.Parse(path));

        File.Delete(path);
        Assert.Contains("line 3", Assert.Single(file.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_OfTemplates_AreDescribed() => AssertDescribed("parameter");

    [Fact]
    public void Outputs_OfTemplates_AreDescribed() => AssertDescribed("output");

    [Fact]
    public void TypeProperties_OfTemplates_AreDescribed() => AssertDescribed("property");

    [Fact]
    public void Outputs_OfTemplates_AreUpperSnake() => Assert.All(
        BicepFiles.Templates.SelectMany(file => file.Declarations).Where(found => found.Kind == "output"),
        output => Assert.Matches(UpperSnake(), output.Name));

    [Fact]
    public void Templates_AnyCall_ListsNoKeys() => Assert.All(
        BicepFiles.All, file => Assert.DoesNotContain(file.Calls, call => call.StartsWith("list", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void Files_OfInfra_HoldNoSecret() => Assert.All(
        Directory.EnumerateFiles(Path.Join(BicepFiles.Root, "infra"), "*", SearchOption.AllDirectories),
        path => Assert.DoesNotMatch(Secret(), File.ReadAllText(path)));

    [Theory]
    [InlineData("AccountKey=" + "abcd")]
    [InlineData("?sv=2022-11-02&sig=" + "a%2Bb")]
    [InlineData("Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6" + "Zm9v9")]
    public void Secret_OfAnyKind_IsFound(string text) => Assert.Matches(Secret(), text);

    [Fact]
    public void SecureParameters_OfTemplates_HaveNoDefaultAndReachNoOutput()
    {
        BicepFile file = BicepFiles.Of("uploadSubscription");

        BicepDeclaration key = Assert.Single(file.Declarations, found => found.Decorators.ContainsKey("secure"));

        Assert.Equal("webhookKey", key.Name);
        Assert.DoesNotMatch(@"param webhookKey string *=", File.ReadAllText(file.Path));
        Assert.DoesNotMatch(@"output .*webhookKey", File.ReadAllText(file.Path));
        Assert.All(
            BicepFiles.Templates.Where(other => other != file),
            other => Assert.DoesNotContain("webhookKey", string.Join(' ', other.Strings), StringComparison.Ordinal));
    }

    [Fact]
    public void LinterRules_OfTheConfiguration_AreErrors()
    {
        string[] levels =
        [
            .. LinterLevel()
                .Matches(File.ReadAllText(Path.Join(BicepFiles.Root, "infra", "bicepconfig.json")))
                .Select(match => match.Groups[1].Value),
        ];

        Assert.NotEmpty(levels);
        Assert.All(levels, level => Assert.Equal("error", level));
    }

    private static void AssertDescribed(string kind)
    {
        var found = BicepFiles.Templates.SelectMany(file => file.Declarations.Where(declaration => declaration.Kind == kind)
            .Select(
                declaration => (file.Path,
                    declaration.Name,
                    Description: declaration.Decorators.GetValueOrDefault("description", "")))).ToList();

        Assert.NotEmpty(found);
        Assert.All(found, one => Assert.True(one.Description.Length > 10, $"{one.Path}: {kind} {one.Name} has no description"));
    }

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
    private static partial Regex UpperSnake();

    /// <summary>Keys of accounts and of SAS tokens, and any long text of Base64 with digits and both cases.</summary>
    [GeneratedRegex(
        @"(AccountKey|SharedAccessKey|[?&]sig)=\w"
        + @"|(?<![\w/.\-])(?=[A-Za-z+/]*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/]{38,}={0,2}(?![\w/.\-@])")]
    private static partial Regex Secret();

    [GeneratedRegex("\"level\": \"(\\w+)\"")]
    private static partial Regex LinterLevel();
}
