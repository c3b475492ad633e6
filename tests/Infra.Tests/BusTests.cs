using System.Text.Json;
using System.Text.RegularExpressions;

namespace Countme.Infra.Tests;

/// <summary>The bus that tests and development machines have is the bus of the cloud.</summary>
public sealed partial class BusTests
{
    /// <summary>A subscription, as both describe it; a rule that lets everything through is none.</summary>
    private sealed record Listening(
        string Name, string Filter, string MaxDeliveryCount, string LockDuration, string TimeToLive, bool KeepsExpired);

    private static readonly JsonElement Emulated = JsonDocument
        .Parse(File.ReadAllText(Path.Join(BicepFiles.Root, "emulators", "servicebus.config.json")))
        .RootElement.GetProperty("UserConfig").GetProperty("Namespaces")[0].GetProperty("Topics")[0];

    private static readonly string Main = File.ReadAllText(Path.Join(BicepFiles.Root, "infra", "main.bicep"));

    private static BicepDeclaration Template =>
        Assert.Single(BicepFiles.Of("bus").ResourcesOf("Microsoft.ServiceBus/namespaces/topics/subscriptions"));

    [Fact]
    public void Topic_OfTheEmulator_IsThatOfTheTemplates()
    {
        BicepDeclaration topic = Assert.Single(BicepFiles.Of("bus").ResourcesOf("Microsoft.ServiceBus/namespaces/topics"));
        JsonElement names = JsonDocument.Parse(File.ReadAllText(Path.Join(BicepFiles.Root, "infra", "names.json"))).RootElement;

        Assert.Equal(names.GetProperty("topic").GetString(), Emulated.GetProperty("Name").GetString());
        Assert.Equal("topicName", topic.Values["name"]);
        Assert.Equal(topic.Values["properties.requiresDuplicateDetection"] == "true", Property("RequiresDuplicateDetection").GetBoolean());
        Assert.Equal("duplicateWindow", topic.Values["properties.duplicateDetectionHistoryTimeWindow"]);
        Assert.Equal(DefaultOf("duplicateWindow"), Property("DuplicateDetectionHistoryTimeWindow").GetString());
        Assert.Equal("timeToLive", topic.Values["properties.defaultMessageTimeToLive"]);
        Assert.Equal(DefaultOf("eventsTimeToLive"), Property("DefaultMessageTimeToLive").GetString());
    }

    [Fact]
    public void Subscriptions_OfTheEmulator_AreThoseOfTheTemplates() => Assert.Equal(
        BicepFiles.Of("bus").Variable("filters").Values.Select(filter => InTheCloud(filter.Key, filter.Value)).OrderBy(found => found.Name),
        Emulated.GetProperty("Subscriptions").EnumerateArray().Select(Here).OrderBy(found => found.Name));

    [Fact]
    public void Rules_OfTheTemplates_ReplaceTheOneThatLetsEverythingThrough()
    {
        BicepDeclaration rule = Assert.Single(
            BicepFiles.Of("bus").ResourcesOf("Microsoft.ServiceBus/namespaces/topics/subscriptions/rules"));

        Assert.Equal("$Default", rule.Values["name"]);
        Assert.Equal("filter.value", rule.Values["properties.sqlFilter.sqlExpression"]);
    }

    [Fact]
    public void Listeners_OfTheParameters_ReadASubscriptionThatIsThere() => Assert.All(
        BicepFiles.Of("bus").Variable("filters").Values.Keys,
        name => Assert.Contains(
            $"'{name}'", Listener().Match(File.ReadAllText(BicepFiles.Of("types").Path)).Value, StringComparison.Ordinal));

    private static Listening InTheCloud(string name, string filter) => new(
        name, filter == "1=1" ? "" : filter.Replace("\\'", "'", StringComparison.Ordinal),
        Template.Values["properties.maxDeliveryCount"], Template.Values["properties.lockDuration"], TimeToLive(name),
        Template.Values["properties.deadLetteringOnMessageExpiration"] == $"filter.key == '{name}'");

    private static Listening Here(JsonElement subscription)
    {
        JsonElement properties = subscription.GetProperty("Properties");
        JsonElement rules = subscription.GetProperty("Rules");
        string filter = rules.GetArrayLength() == 0
            ? ""
            : Assert.Single(rules.EnumerateArray()).GetProperty("Properties").GetProperty("SqlFilter").GetProperty("SqlExpression")
            .GetString()!;
        return new Listening(
            subscription.GetProperty("Name").GetString()!, filter, properties.GetProperty("MaxDeliveryCount").GetRawText(),
            properties.GetProperty("LockDuration").GetString()!, properties.GetProperty("DefaultMessageTimeToLive").GetString()!,
            properties.TryGetProperty("DeadLetteringOnMessageExpiration", out JsonElement keeps) && keeps.GetBoolean());
    }

    private static string TimeToLive(string name)
    {
        Match choice = Choice().Match(Template.Values["properties.defaultMessageTimeToLive"]);
        Assert.True(choice.Success);
        return name == choice.Groups[1].Value ? choice.Groups[2].Value : DefaultOf("eventsTimeToLive");
    }

    private static JsonElement Property(string name) => Emulated.GetProperty("Properties").GetProperty(name);

    private static string DefaultOf(string parameter) => Regex.Match(Main, $"param {parameter} string = '(\\w+)'").Groups[1].Value;

    [GeneratedRegex("^filter\\.key == '(\\w+)' \\? '(\\w+)' : timeToLive$")]
    private static partial Regex Choice();

    [GeneratedRegex("(?m)^  subscription: .+$")]
    private static partial Regex Listener();
}
