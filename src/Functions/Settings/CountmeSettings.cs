using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Countme.Adapters.Cloud;
using Countme.Core.Upload;
using Microsoft.Extensions.Configuration;

namespace Countme.Functions.Settings;

/// <summary>All settings of the app, read once at start.</summary>
public sealed record CountmeSettings
{
    private CountmeSettings(CountmeOptions options, ServiceConnection storage, ServiceConnection bus)
    {
        (Options, Storage, Bus) = (options, storage, bus);
        Sites = [.. SiteNamesAttribute.Split(options.Sites, ',').Select(name => new Site(name)).Distinct().Order()];
        ExpectedHosts = HostsBySiteAttribute.TryParse(options.ExpectedHosts, out Dictionary<Site, ProxyHost[]> hosts) ? hosts : [];
    }

    /// <summary>How the pipeline behaves.</summary>
    public CountmeOptions Options { get; }

    /// <summary>How storage is reached.</summary>
    public ServiceConnection Storage { get; }

    /// <summary>How the bus is reached.</summary>
    public ServiceConnection Bus { get; }

    /// <summary>The sites that are counted, in order; empty for every site that a log was uploaded for.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>The hosts that send logs, of the sites that they are set for.</summary>
    public IReadOnlyDictionary<Site, ProxyHost[]> ExpectedHosts { get; }

    /// <summary>Whether a site is counted.</summary>
    public bool IsCounted(Site site) => Sites.Count == 0 || Sites.Contains(site);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="BadSettingsException">Some are missing or wrong; the message names each one, its rule and the remedy.</exception>
    public static CountmeSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var errors = new List<string>();
        ServiceConnection storage = ServiceConnection.Read(configuration, ServiceKind.Storage, errors);
        ServiceConnection bus = ServiceConnection.Read(configuration, ServiceKind.Bus, errors);
        CountmeOptions options = ReadOptions(configuration.GetSection(SettingNames.Options), errors);
        CheckContainer(configuration[SettingNames.LogsContainer], options, errors);
        foreach (string schedule in SettingNames.Schedules)
        {
            CheckSchedule(schedule, configuration[schedule], errors);
        }

        return errors.Count == 0 ? new CountmeSettings(options, storage, bus) : throw new BadSettingsException(errors);
    }

    private static CountmeOptions ReadOptions(IConfigurationSection section, List<string> errors)
    {
        var options = new CountmeOptions();
        var known = typeof(CountmeOptions).GetProperties().Where(property => property.SetMethod is not null).ToDictionary(
            property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            if (!known.TryGetValue(setting.Key, out PropertyInfo? property))
            {
                errors.Add($"{SettingNames.OfOption(setting.Key)} is no setting; "
                    + $"there are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}. "
                    + "Correct its name, or remove it.");
            }
            else if (setting.Value is { } text && !TrySet(options, property, text))
            {
                object value = property.GetValue(new CountmeOptions())!;
                string usual = value is "" ? "nothing" : FormattableString.Invariant($"{(value is false ? "false" : value)}");
                errors.Add(
                    $"{SettingNames.OfOption(property.Name)} is \"{text}\"; {RuleOf(property)} is expected. "
                    + $"Correct it, or remove it to get the default, {usual}.");
            }
        }

        return options;
    }

    private static bool TrySet(CountmeOptions options, PropertyInfo property, string text)
    {
        object? value = text;
        if (property.PropertyType == typeof(int))
        {
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        else if (property.PropertyType == typeof(bool))
        {
            value = text is "true" or "false" ? text == "true" : null;
        }

        bool isValid = value is not null && property.GetCustomAttributes<ValidationAttribute>().All(rule => rule.IsValid(value));
        if (isValid)
        {
            property.SetValue(options, value);
        }

        return isValid;
    }

    private static string RuleOf(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? FormattableString.Invariant($"a whole number from {range.Minimum} to {range.Maximum}")
        : property.PropertyType == typeof(bool) ? "true or false"
        : property.GetCustomAttribute<ValidationAttribute>()!.ErrorMessage!;

    private static void CheckContainer(string? container, CountmeOptions options, List<string> errors)
    {
        string expected = new CloudNames(options.NamePrefix).Of(CloudNames.LogsContainer);
        if (container != expected)
        {
            errors.Add($"{SettingNames.LogsContainer} is {Quoted(container)}; \"{expected}\" is expected: {CloudNames.LogsContainer} with "
                + $"{SettingNames.OfOption(nameof(options.NamePrefix))} before it. Set it to that, or correct the prefix.");
        }
    }

    private static void CheckSchedule(string name, string? schedule, List<string> errors)
    {
        const string Fields = "0123456789*/,-";
        string[] fields = SiteNamesAttribute.Split(schedule, ' ');
        if (fields.Length != 6 || !fields.All(field => field.All(character => Fields.Contains(character) || char.IsAsciiLetter(character))))
        {
            errors.Add(
                $"{name} is {Quoted(schedule)}; six fields are expected, seconds first, such as \"0 30 * * * *\" for half past every hour "
                + "(UTC). Correct it.");
        }
    }

    private static string Quoted(string? text) => text is null ? "not set" : $"\"{text}\"";
}
