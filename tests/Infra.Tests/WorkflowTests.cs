using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>Workflows run what was read: actions by their commit, with no more rights than they need and no stored secret.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
        [.. Directory.GetFiles(Path.Join(BicepFiles.Root, ".github", "workflows"), "*.yml").Select(path => Path.GetFileName(path)!)];

    [Theory, MemberData(nameof(Workflows))]
    public void Actions_OfAWorkflow_ArePinnedByCommit(string workflow)
    {
        var uses = Uses().Matches(TextOf(workflow)).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches("^[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+$", action));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void Permissions_OfAWorkflow_AreSaidAndSmall(string workflow)
    {
        string text = TextOf(workflow);

        Assert.Matches("(?m)^permissions:", text);
        Assert.Equal([], Writes().Matches(text).Select(match => match.Groups[1].Value).Except(["id-token"]));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void Secrets_OfAWorkflow_AreNone(string workflow) =>
        Assert.DoesNotContain("secrets.", TextOf(workflow), StringComparison.Ordinal);

    [Fact]
    public void Package_OfTheApp_KeepsHiddenFiles() =>
        Assert.Contains("include-hidden-files: true", TextOf("ci.yml"), StringComparison.Ordinal);

    [Fact]
    public void Tests_OfChanges_RunInBothModes() =>
        Assert.Contains("sdk: [standins, packages]", TextOf("ci.yml"), StringComparison.Ordinal);

    private static string TextOf(string workflow) => File.ReadAllText(Path.Join(BicepFiles.Root, ".github", "workflows", workflow));

    [GeneratedRegex("(?m)uses: (.+)$")]
    private static partial Regex Uses();

    [GeneratedRegex("(?m)^ +([\\w-]+): write")]
    private static partial Regex Writes();
}
