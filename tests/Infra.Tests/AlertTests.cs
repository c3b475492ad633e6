using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>Every alert is explained, and what it waits for can come.</summary>
public sealed partial class AlertTests
{
    private static readonly BicepFile Alerts = BicepFiles.Of("alerts");

    private static IEnumerable<string> Names => Alerts.Resources.Select(alert => alert.Values["name"])
        .Where(name => name != "${prefix}-operators" && name != "${prefix}-${alert.key}").Select(name => name["${prefix}-".Length..])
        .Concat(Alerts.Variable("messages").Values.Keys.Select(key => key.Split('.')[0]).Distinct());

    [Fact]
    public void Alerts_OfTheTemplate_AreThoseOfTheDocs()
    {
        string operations = File.ReadAllText(Path.Join(BicepFiles.Root, "docs", "operations.md"));

        string section = operations[operations.IndexOf("\n## Alerts", StringComparison.Ordinal)..];
        Assert.Equal(Names.Order(), Heading().Matches(section).Select(match => match.Groups[1].Value).Order());
    }

    [Fact]
    public void Alerts_ThatOperatorsCountOn_AreThere() =>
        Assert.Equal([], ((string[])["silent-host", "failed-day", "dead-status", "dead-uploads", "late-week"]).Except(Names));

    [Fact]
    public void Alerts_Each_TellSomebody() => Assert.All(
        Alerts.Resources.Where(alert => !alert.Type.StartsWith("Microsoft.Insights/actionGroups", StringComparison.Ordinal)),
        alert => Assert.Contains(
            alert.Values, value => value.Key.StartsWith("properties.actions", StringComparison.Ordinal) && value.Value == "people.id"));

    [Fact]
    public void Messages_OfTheAlerts_AreLoggedByTheApp()
    {
        string log = File.ReadAllText(Path.Join(BicepFiles.Root, "src", "Functions", "Log.cs"));
        string[] begun =
        [
            .. Alerts.Variable("messages").Values
                .Where(value => value.Key.EndsWith(".query", StringComparison.Ordinal))
                .Select(value => Started().Match(value.Value).Groups[1].Value),
        ];

        Assert.Equal(2, begun.Length);
        Assert.All(begun, start => Assert.Contains($"\"{start}{{Site}}", log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UploadArrived", "Upload")]
    [InlineData("DailySweep", "Sweep")]
    public void Functions_NamedByTheTemplates_AreInTheApp(string function, string folder) => Assert.Contains(
        $"[Function(nameof({function}))]",
        File.ReadAllText(Path.Join(BicepFiles.Root, "src", "Functions", folder, function + ".cs")),
        StringComparison.Ordinal);

    [GeneratedRegex("Message startswith \"([^\"]+)\"")]
    private static partial Regex Started();

    [GeneratedRegex("(?m)^### ([\\w-]+)$")]
    private static partial Regex Heading();
}
