using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>What docs/operations.md tells to use is there.</summary>
public sealed partial class DocsTests
{
    private static readonly string Operations = File.ReadAllText(Path.Join(BicepFiles.Root, "docs", "operations.md"));

    /// <summary>What azd keeps of an environment by itself.</summary>
    private static readonly string[] OfAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_SUBSCRIPTION_ID"];

    private static IEnumerable<string> Outputs =>
        BicepFiles.Of("main").Declarations.Where(found => found.Kind == "output").Select(output => output.Name);

    [Fact]
    public void Variables_OfCommands_AreOutputsOfTheTemplate() => Assert.Equal(
        [], Variable().Matches(Operations).Select(match => match.Groups[1].Value).Distinct().Except([.. Outputs, .. OfAzd]));

    [Fact]
    public void Variables_OfTheSubscription_AreOutputsOfTheTemplate() => Assert.All(
        (string[])["subscribe.sh", "subscribe.ps1", "uploadSubscription.bicepparam"], file => Assert.Equal(
            [],
            Name().Matches(File.ReadAllText(Path.Join(BicepFiles.Root, "infra", file))).Select(match => match.Value).Distinct()
                .Except([.. Outputs, .. OfAzd, "COUNTME_WEBHOOK_KEY", "LASTEXITCODE"])));

    [Fact]
    public void Files_ThatAreNamed_AreThere() => Assert.All(
        PathName().Matches(Operations).Select(match => match.Groups[1].Value),
        path => Assert.True(File.Exists(Path.Join(BicepFiles.Root, path)) || Directory.Exists(Path.Join(BicepFiles.Root, path)), path));

    [Fact]
    public void Parameters_ThatAreNamed_AreOfTheTemplate()
    {
        string[] parameters = [.. BicepFiles.Of("main").Declarations.Where(found => found.Kind == "parameter").Select(found => found.Name)];

        Assert.NotEmpty(Parameter().Matches(Operations));
        Assert.Equal([], Parameter().Matches(Operations).Select(match => match.Groups[1].Value).Distinct().Except(parameters));
    }

    [GeneratedRegex(@"\$\{?([A-Z][A-Z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b[A-Z]+(_[A-Z]+)+\b|\bLASTEXITCODE\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"`((?:infra|src|docs|standins|\.github)/[\w./-]+)`")]
    private static partial Regex PathName();

    [GeneratedRegex(@"\bparam (\w+) =")]
    private static partial Regex Parameter();
}
