using Microsoft.Extensions.Configuration;

namespace Countme.Functions.Settings;

/// <summary>How a service is reached: by a connection string (an emulator, a development machine) or by the app's identity.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="ConnectionString">The connection string; null with an identity.</param>
/// <param name="Host">The account's name or the namespace's host name; null with a connection string.</param>
/// <param name="ClientId">Which user-assigned identity; null for the app's own one.</param>
public sealed record ServiceConnection(string Name, string? ConnectionString, string? Host, string? ClientId)
{
    /// <summary>The setting that names a storage account for the app's identity.</summary>
    public const string AccountName = "accountName";

    /// <summary>The setting that names a Service Bus namespace for the app's identity.</summary>
    public const string FullyQualifiedNamespace = "fullyQualifiedNamespace";

    /// <summary>Whether the app's identity is used.</summary>
    public bool IsByIdentity => Host is not null;

    /// <summary>Decides how a service is reached.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="hostKey">What names the service for an identity.</param>
    /// <param name="development">A connection string for a development machine, for the error's text.</param>
    /// <param name="errors">Gets an error when there is no way or more than one.</param>
    internal static ServiceConnection Read(IConfiguration configuration, string name, string hostKey, string development, List<string> errors)
    {
        IConfigurationSection section = configuration.GetSection(name);
        var connection = new ServiceConnection(name, NotBlank(section.Value), NotBlank(section[hostKey]), NotBlank(section["clientId"]));
        string ways = $"Set {name}__{hostKey} to use the app's identity, or {name} to a connection string, such as {development} on a "
            + "development machine; local.settings.sample.json has values for one.";
        if (connection is { ConnectionString: null, Host: null })
        {
            errors.Add($"{name} is not set, nor is {name}__{hostKey}; one of them is expected. {ways}");
        }
        else if (connection is { ConnectionString: not null, Host: not null })
        {
            errors.Add($"{name} and {name}__{hostKey} are both set; one of them is expected. {ways}");
        }

        return connection;
    }

    /// <summary>The name and the kind; never a key.</summary>
    public override string ToString() => IsByIdentity ? $"{Name}: {Host} by identity" : $"{Name}: by connection string";

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
