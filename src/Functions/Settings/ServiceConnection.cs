using System.Text.RegularExpressions;
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
    /// <param name="kind">The service.</param>
    /// <param name="errors">Gets an error when there is no way or more than one, or when the one there is leads nowhere.</param>
    internal static ServiceConnection Read(IConfiguration configuration, ServiceKind kind, List<string> errors)
    {
        IConfigurationSection section = configuration.GetSection(kind.Name);
        var connection = new ServiceConnection(
            kind.Name, NotBlank(section.Value), NotBlank(section[kind.HostKey]), NotBlank(section["clientId"]));
        if (kind.ErrorOf(connection) is { } error)
        {
            errors.Add($"{error} Set {kind.HostName} to use the app's identity, or {kind.Name} to a connection string, "
                + $"such as {kind.Development} on a "
                + "development machine; local.settings.sample.json has values for one.");
        }

        return connection;
    }

    /// <summary>The name and the kind; never a key.</summary>
    public override string ToString() => IsByIdentity ? $"{Name}: {Host} by identity" : $"{Name}: by connection string";

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>A service that is reached, and how its settings look.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="HostKey">What names the service for an identity.</param>
/// <param name="HostPattern">Matches such a name.</param>
/// <param name="HostRule">The same in words.</param>
/// <param name="Marks">One of these parts is in each connection string.</param>
/// <param name="Development">A connection string for a development machine, for an error's text.</param>
internal sealed record ServiceKind(string Name, string HostKey, string HostPattern, string HostRule, string[] Marks, string Development)
{
    /// <summary>Blob and Table Storage.</summary>
    public static ServiceKind Storage { get; } = new(
        SettingNames.Storage, ServiceConnection.AccountName, "^[a-z0-9]{3,24}$",
        "an account's name, 3 to 24 lower-case letters and digits,",
        ["UseDevelopmentStorage=", "AccountName=", "BlobEndpoint="], "UseDevelopmentStorage=true");

    /// <summary>Service Bus.</summary>
    public static ServiceKind Bus { get; } = new(
        SettingNames.Bus, ServiceConnection.FullyQualifiedNamespace, @"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
        "a host name such as NAME.servicebus.windows.net",
        ["Endpoint=sb://"], "Endpoint=sb://localhost;…;UseDevelopmentEmulator=true");

    /// <summary>The setting that names the service for an identity.</summary>
    public string HostName => $"{Name}__{HostKey}";

    /// <summary>What is wrong with a connection; null when nothing is. A connection string is not repeated: it may hold a key.</summary>
    public string? ErrorOf(ServiceConnection connection) => connection switch
    {
        { ConnectionString: null, Host: null } => $"{Name} is not set, nor is {HostName}; one of them is expected.",
        { ConnectionString: not null, Host: not null } => $"{Name} and {HostName} are both set; one of them is expected.",
        { Host: { } host } => Regex.IsMatch(host, HostPattern) ? null : $"{HostName} is \"{host}\"; {HostRule} is expected.",
        _ => IsConnectionString(connection.ConnectionString!) ? null
            : $"{Name} is no connection string; parts NAME=VALUE with ; "
            + $"between them are expected, {string.Join(" or ", Marks)}… among them.",
    };

    private bool IsConnectionString(string text)
    {
        string[] parts = SiteNamesAttribute.Split(text, ';');
        return parts.All(part => part.IndexOf('=', StringComparison.Ordinal) > 0)
            && parts.Any(part => Marks.Any(mark => part.StartsWith(mark, StringComparison.OrdinalIgnoreCase)));
    }
}
