using System.Text.Json;
using Countme.Core.Upload;
using Countme.Functions.Settings;
using Microsoft.Extensions.Configuration;

namespace Countme.Functions.Tests.Settings;

public sealed class CountmeSettingsTests
{
    private static readonly string SamplePath = Path.Join(
        Path.GetDirectoryName(Path.GetDirectoryName(TestData.Root)), "local.settings.sample.json");

    [Fact]
    public void Sample_Keys_AreWhatIsRead() =>
        Assert.Equal(SettingNames.All.Order(StringComparer.Ordinal), Sample().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_Values_AreAccepted()
    {
        CountmeSettings settings = Read([]);

        Assert.Equal(new CountmeOptions { QuietMinutes = 1 }, settings.Options);
        Assert.False(settings.Storage.IsByIdentity);
        Assert.True(settings.IsCounted(new Site("mirrors.centos.org")));
    }

    [Fact]
    public void Read_Identity_NeedsNoConnectionString()
    {
        CountmeSettings settings = Read(new()
        {
            ["CountmeStorage"] = null,
            ["CountmeStorage__accountName"] = "countmelogs",
            ["CountmeStorage__clientId"] = "11aa",
            ["CountmeBus"] = "",
            ["CountmeBus__fullyQualifiedNamespace"] = "countme.servicebus.windows.net",
        });

        Assert.Equal("CountmeStorage: countmelogs by identity", settings.Storage.ToString());
        Assert.Equal("11aa", settings.Storage.ClientId);
        Assert.True(settings.Bus.IsByIdentity);
    }

    [Fact]
    public void Read_SitesAndHosts_InOrder()
    {
        CountmeSettings settings = Read(new()
        {
            ["Countme__Sites"] = "mirrors.fedoraproject.org, mirrors.centos.org",
            ["Countme__ExpectedHosts"] = "mirrors.centos.org = proxy02, proxy01;",
        });

        Assert.Equal([new Site("mirrors.centos.org"), new Site("mirrors.fedoraproject.org")], settings.Sites);
        Assert.Equal([new ProxyHost("proxy01"), new ProxyHost("proxy02")], settings.ExpectedHosts[new Site("mirrors.centos.org")]);
        Assert.False(settings.IsCounted(new Site("other.org")));
    }

    [Theory]
    [InlineData(
        "Countme__QuietMinutes", "abc",
        "Countme__QuietMinutes is \"abc\"; a whole number from 1 to 1440 is expected. Correct it, or remove it to get the default, 30.")]
    [InlineData(
        "Countme__QuietMinutes", "0",
        "Countme__QuietMinutes is \"0\"; a whole number from 1 to 1440 is expected. Correct it, or remove it to get the default, 30.")]
    [InlineData(
        "Countme__NamePrefix", "My",
        "Countme__NamePrefix is \"My\"; a lower-case letter and up to 19 lower-case letters and digits, or nothing is expected. "
        + "Correct it, or remove it to get the default, nothing.")]
    [InlineData(
        "Countme__Sites", "a b",
        "Countme__Sites is \"a b\"; names of sites with commas between them, such as mirrors.fedoraproject.org, "
        + "or nothing for every site is expected. Correct it, or remove it to get the default, nothing.")]
    [InlineData(
        "Countme__ExpectedHosts", "x=",
        "Countme__ExpectedHosts is \"x=\"; sites with their hosts, "
        + "such as mirrors.fedoraproject.org=proxy01,proxy02;mirrors.centos.org=proxy01, or nothing is expected. "
        + "Correct it, or remove it to get the default, nothing.")]
    [InlineData(
        "Countme__Topic", "-",
        "Countme__Topic is \"-\"; up to 50 letters, digits, '.', '_' and '-', a letter or digit at both ends is expected. "
        + "Correct it, or remove it to get the default, countme-status.")]
    [InlineData(
        "Countme__Exact", "yes",
        "Countme__Exact is \"yes\"; true or false is expected. Correct it, or remove it to get the default, false.")]
    [InlineData(
        "CountmeSweepSchedule", "hourly",
        "CountmeSweepSchedule is \"hourly\"; six fields are expected, seconds first, "
        + "such as \"0 30 * * * *\" for half past every hour (UTC). Correct it.")]
    [InlineData(
        "CountmeLogsContainer", "uploads",
        "CountmeLogsContainer is \"uploads\"; \"logs\" is expected: logs with Countme__NamePrefix before it. "
        + "Set it to that, or correct the prefix.")]
    [InlineData(
        "CountmeStorage", null,
        "CountmeStorage is not set, nor is CountmeStorage__accountName; one of them is expected. "
        + "Set CountmeStorage__accountName to use the app's identity, or CountmeStorage to a connection string, "
        + "such as UseDevelopmentStorage=true on a development machine; local.settings.sample.json has values for one.")]
    [InlineData(
        "CountmeStorage", "s3cret",
        "CountmeStorage is no connection string; parts NAME=VALUE with ; "
        + "between them are expected, UseDevelopmentStorage= or AccountName= or BlobEndpoint=… among them. "
        + "Set CountmeStorage__accountName to use the app's identity, or CountmeStorage to a connection string, "
        + "such as UseDevelopmentStorage=true on a development machine; local.settings.sample.json has values for one.")]
    [InlineData(
        "CountmeBus", "Endpoint=https://x",
        "CountmeBus is no connection string; parts NAME=VALUE with ; between them are expected, Endpoint=sb://… among them. "
        + "Set CountmeBus__fullyQualifiedNamespace to use the app's identity, or CountmeBus to a connection string, "
        + "such as Endpoint=sb://localhost;…;UseDevelopmentEmulator=true on a development machine; "
        + "local.settings.sample.json has values for one.")]
    public void Read_BadValue_NamesItItsRuleAndTheRemedy(string name, string? value, string message)
    {
        var exception = Assert.Throws<BadSettingsException>(() => Read(new() { [name] = value }));

        Assert.Equal(message, Assert.Single(exception.Errors));
    }

    [Theory]
    [InlineData(
        "CountmeStorage", "accountName", "https://a.blob.core.windows.net", "an account's name, 3 to 24 lower-case letters and digits,")]
    [InlineData(
        "CountmeBus", "fullyQualifiedNamespace", "sb://countme.servicebus.windows.net/", "a host name such as NAME.servicebus.windows.net")]
    public void Read_BadHost_NamesItItsRuleAndTheRemedy(string name, string key, string value, string rule)
    {
        var exception = Assert.Throws<BadSettingsException>(() => Read(new() { [name] = null, [$"{name}__{key}"] = value }));

        Assert.StartsWith(
            $"{name}__{key} is \"{value}\"; {rule} is expected. Set {name}__{key} to use the app's identity, or ",
            Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralBadValues_AllAtOnce()
    {
        var exception = Assert.Throws<BadSettingsException>(() => Read(new()
        {
            ["Countme__QuietMinute"] = "5",
            ["Countme__SweepDays"] = "-1",
            ["CountmeOutboxSchedule"] = null,
            ["CountmeBus__fullyQualifiedNamespace"] = "countme.servicebus.windows.net",
        }));

        Assert.Equal(4, exception.Errors.Count);
        Assert.StartsWith(
            "4 settings are wrong:\n- CountmeBus and CountmeBus__fullyQualifiedNamespace are both set; ",
            exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "\n- Countme__QuietMinute is no setting; there are Exact, ExpectedHosts, ", exception.Message, StringComparison.Ordinal);
    }

    private static CountmeSettings Read(Dictionary<string, string?> changes)
    {
        Dictionary<string, string?> values = Sample();
        foreach ((string name, string? value) in changes)
        {
            values[name] = value;
        }

        return CountmeSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(
                values.Where(value => value.Value is not null)
                    .Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), value.Value)))
            .Build());
    }

    private static Dictionary<string, string?> Sample()
    {
        using JsonDocument sample = JsonDocument.Parse(File.ReadAllText(SamplePath));
        return sample.RootElement
            .GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.GetString());
    }
}
