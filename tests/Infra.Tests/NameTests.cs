using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Countme.Adapters.Cloud;
using Countme.Functions.Settings;

namespace Countme.Infra.Tests;

/// <summary>What the templates make is what the code names and reads.</summary>
public sealed class NameTests
{
    /// <summary>Settings that a development machine has, and what stands for each in the cloud.</summary>
    private static readonly Dictionary<string, string[]> ByIdentity = new()
    {
        ["AzureWebJobsStorage"] =
        [
            "AzureWebJobsStorage__blobServiceUri",
            "AzureWebJobsStorage__queueServiceUri",
            "AzureWebJobsStorage__tableServiceUri",
            "AzureWebJobsStorage__credential",
            "AzureWebJobsStorage__clientId",
        ],
        [SettingNames.Storage] = [$"{SettingNames.Storage}__{ServiceConnection.AccountName}", $"{SettingNames.Storage}__clientId"],
        [SettingNames.Bus] = [$"{SettingNames.Bus}__{ServiceConnection.FullyQualifiedNamespace}", $"{SettingNames.Bus}__clientId"],
        ["FUNCTIONS_WORKER_RUNTIME"] = [], // Flex Consumption has it in functionAppConfig.
    };

    private static readonly JsonElement Names = JsonDocument.Parse(
        File.ReadAllText(Path.Join(BicepFiles.Root, "infra", "names.json"))).RootElement;

    private static Dictionary<string, string> Settings => new(
        [.. BicepFiles.Of("functionApp")
            .Variable("platformSettings").Values, .. BicepFiles
            .Of("functionApp")
            .Variable("countingSettings").Values]);

    private static IEnumerable<PropertyInfo> Options =>
        typeof(CountmeOptions).GetProperties().Where(property => property.SetMethod is not null);

    [Fact]
    public void Containers_OfTheTemplates_AreThoseOfTheCode() => Assert.Equal(
        CloudNames.Containers.Order(), Names.GetProperty("containers").EnumerateObject().Select(entry => entry.Value.GetString()!).Order());

    [Fact]
    public void Tables_OfTheTemplates_AreThoseOfTheCode() => Assert.Equal(
        CloudNames.Tables.Order(), Names.GetProperty("tables").EnumerateArray().Select(entry => entry.GetString()!).Order());

    [Fact]
    public void Topic_OfTheTemplates_IsThatOfTheCode() => Assert.Equal(new CountmeOptions().Topic, Names.GetProperty("topic").GetString());

    [Theory]
    [InlineData("undeliveredContainer")]
    [InlineData("poisonQueue")]
    public void Names_ThatTheCodeDoesNotKnow_StandInOnePlace(string name)
    {
        string value = Names.GetProperty(name).GetString()!;

        Assert.All(BicepFiles.All, file => Assert.DoesNotContain(value, file.Strings));
        Assert.Contains(value, File.ReadAllText(Path.Join(BicepFiles.Root, "docs", "operations.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_OfTheTemplates_DropsDuplicates() => Assert.Equal(
        "true",
        Assert.Single(
            BicepFiles.Of("bus").ResourcesOf("Microsoft.ServiceBus/namespaces/topics")).Values["properties.requiresDuplicateDetection"]);

    [Fact]
    public void Settings_ThatTheAppReads_AreInTheModule() => Assert.Equal(
        [], SettingNames.All.SelectMany(name => ByIdentity.GetValueOrDefault(name, [name])).Except(Settings.Keys));

    [Fact]
    public void Settings_OfTheModule_AreReadByTheApp() => Assert.Equal(
        [], Settings.Keys.Where(name => name.StartsWith("Countme__", StringComparison.Ordinal)).Except(SettingNames.All));

    [Fact]
    public void Settings_OfTheModule_NameNoConnectionString() =>
        Assert.Equal([], Settings.Keys.Intersect([SettingNames.Storage, SettingNames.Bus, "AzureWebJobsStorage"]));

    [Fact]
    public void Runtime_OfTheApp_IsThatOfTheProjects()
    {
        BicepDeclaration app = Assert.Single(BicepFiles.Of("functionApp").ResourcesOf("Microsoft.Web/sites"));

        Assert.Equal("dotnet-isolated", app.Values["properties.functionAppConfig.runtime.name"]);
        Assert.Equal($"{Environment.Version.Major}.0", app.Values["properties.functionAppConfig.runtime.version"]);
    }

    [Fact]
    public void Options_InTheTemplates_HaveTheLimitsAndDefaultsOfTheCode() => Assert.All(
        Options.Where(option => option.PropertyType == typeof(int)), option =>
        {
            string name = char.ToLowerInvariant(option.Name[0]) + option.Name[1..];
            RangeAttribute range = option.GetCustomAttribute<RangeAttribute>()!;
            string usual = Convert.ToString(option.GetValue(new CountmeOptions()), CultureInfo.InvariantCulture)!;
            BicepDeclaration parameter = Assert.Single(
                BicepFiles.Of("types").Declarations, found => found.Kind == "property" && found.Name == name);

            Assert.Equal((Text(range.Minimum), Text(range.Maximum)), (parameter.Decorators["minValue"], parameter.Decorators["maxValue"]));
            Assert.Equal($"string(counting.?{name} ?? {usual})", Settings[SettingNames.OfOption(option.Name)]);
        });

    [Fact]
    public void Lifecycle_Rules_EndAfterTheAppsKeepingTimes()
    {
        var options = new CountmeOptions();
        string main = File.ReadAllText(Path.Join(BicepFiles.Root, "infra", "main.bicep"));

        Assert.Contains("param logsDeleteAfterDays int = 120", main, StringComparison.Ordinal);
        Assert.Contains("param rawDeleteAfterDays int = 120", main, StringComparison.Ordinal);
        Assert.InRange(120, options.KeepLogDays + 14, int.MaxValue);
        Assert.InRange(120, options.KeepRawDays + 14, int.MaxValue);
    }

    [Fact]
    public void Subscription_ToUploads_TakesTheCallsThatCompleteABlob()
    {
        BicepDeclaration uploads = Assert.Single(
            BicepFiles.Of("uploadSubscription").ResourcesOf("Microsoft.EventGrid/systemTopics/eventSubscriptions"));

        Assert.Equal("data.api", uploads.Values["properties.filter.advancedFilters[0].key"]);
        Assert.Equal(
            ["CopyBlob", "FlushWithClose", "PutBlob", "PutBlockList"],
            uploads.Values
                .Where(value => value.Key.StartsWith("properties.filter.advancedFilters[0].values[", StringComparison.Ordinal))
                .Select(value => value.Value)
                .Order());
        Assert.Equal("/blobServices/default/containers/${logsContainer}/", uploads.Values["properties.filter.subjectBeginsWith"]);
        Assert.Equal(
            "https://${app.properties.defaultHostName}/${webhook}&code=${webhookKey}",
            uploads.Values["properties.destination.properties.endpointUrl"]);
        Assert.Contains(
            "runtime/webhooks/blobs?functionName=Host.Functions.UploadArrived", BicepFiles.Of("uploadSubscription").Strings);
    }

    [Fact]
    public void PausedSettings_OfTheModule_LeaveAloneWhatStartsDays() => Assert.All(
        (string[])["UploadArrived", "DailySweep"],
        function => Assert.Contains(
            $"'AzureWebJobs.{function}.Disabled': 'true'", File.ReadAllText(BicepFiles.Of("functionApp").Path), StringComparison.Ordinal));

    private static string Text(object limit) => Convert.ToString(limit, CultureInfo.InvariantCulture)!;
}
