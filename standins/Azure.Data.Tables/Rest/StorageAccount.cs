namespace Azure.Data.Tables.Rest;

/// <summary>
/// What a connection string says about the Table service. Documented: <c>UseDevelopmentStorage=true</c> for the emulator; else the
/// account's name and key with either <c>TableEndpoint</c> or <c>EndpointSuffix</c> (and <c>DefaultEndpointsProtocol</c>, https unless
/// said).
/// </summary>
internal sealed record StorageAccount(Uri Endpoint, TableSharedKeyCredential Credential)
{
    /// <summary>The account and key of every emulator, which its documentation publishes.</summary>
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <exception cref="ArgumentException">The connection string is null or empty.</exception>
    /// <exception cref="FormatException">It does not name an account.</exception>
    public static StorageAccount Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        Dictionary<string, string> settings = Settings(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out string text) && bool.TryParse(text, out bool isEmulator) && isEmulator)
        {
            string host = settings.TryGetValue("DevelopmentStorageProxyUri", out string proxy) ? new Uri(proxy).Host : "127.0.0.1";
            return new StorageAccount(
                new Uri($"http://{host}:10002/{EmulatorAccount}"), new TableSharedKeyCredential(EmulatorAccount, EmulatorKey));
        }

        if (!settings.TryGetValue("AccountName", out string name) || !settings.TryGetValue("AccountKey", out string key))
        {
            throw Incomplete();
        }

        return new StorageAccount(Address(settings, name), new TableSharedKeyCredential(name, key));
    }

    /// <summary>
    /// The account in an address: first label of a host name, first segment of the path where the host is a number or this machine.
    /// </summary>
    public static string NameIn(Uri endpoint) =>
        endpoint.HostNameType == UriHostNameType.Dns && endpoint.Host.Contains('.', StringComparison.Ordinal)
        ? endpoint.Host[..endpoint.Host.IndexOf('.', StringComparison.Ordinal)]
        : endpoint.Segments.ElementAtOrDefault(1)?.TrimEnd('/');

    private static Uri Address(Dictionary<string, string> settings, string name)
    {
        if (settings.TryGetValue("TableEndpoint", out string endpoint))
        {
            return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri address) ? address : throw Incomplete();
        }

        return settings.TryGetValue("EndpointSuffix", out string suffix)
            ? new Uri($"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{name}.table.{suffix}")
            : throw Incomplete();
    }

    private static Dictionary<string, string> Settings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !settings.TryAdd(pair[..equals].Trim(), pair[(equals + 1)..].Trim()))
            {
                throw new FormatException(
                    "The connection string is not a list of different name=value pairs with semicolons between them.");
            }
        }

        return settings;
    }

    private static FormatException Incomplete() => new(
        "No valid combination of account information found in the connection string, expected UseDevelopmentStorage=true, or AccountName "
        + "and AccountKey with TableEndpoint or EndpointSuffix.");
}
