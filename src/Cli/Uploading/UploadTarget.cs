using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Countme.Cli.Running;

namespace Countme.Cli.Uploading;

/// <summary>Where logs are uploaded to, and as whom.</summary>
internal sealed record UploadTarget
{
    /// <summary>
    /// The environment variable that holds a connection string, by itself or with <c>__accountName</c> an account's name.
    /// </summary>
    public const string Variable = "CountmeStorage";

    /// <summary>What to say when nothing tells where to.</summary>
    public const string Ways =
        "Name one: a connection string (with a key or a shared access signature) in the environment variable CountmeStorage; or --account "
        + "NAME, or --endpoint URL, for this machine's identity (managed identity, az login, or AZURE_CLIENT_ID and its companions).";

    /// <summary>An account's name; null when not given.</summary>
    public string? Account { get; init; }

    /// <summary>A Blob endpoint; null when not given.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>How often a request is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>Opens the container; nothing is sent yet.</summary>
    /// <exception cref="RefusedException">Nothing tells where to, or what tells it cannot be understood.</exception>
    public BlobContainerClient Open()
    {
        var options = new BlobClientOptions();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = Retries;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(30);

        // For one request with all of its content: a whole log of gigabytes where blocks may not be sent.
        options.Retry.NetworkTimeout = TimeSpan.FromMinutes(15);
        string? account = Account ?? Environment.GetEnvironmentVariable($"{Variable}__accountName");
        if ((Endpoint ?? AddressOf(account)) is { } address && (Account is not null || Endpoint is not null || ConnectionString is null))
        {
            return new BlobServiceClient(Checked(address), new DefaultAzureCredential(), options).GetBlobContainerClient(Container);
        }

        return OpenWithConnectionString(options);
    }

    private static string? ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    private BlobContainerClient OpenWithConnectionString(BlobClientOptions options)
    {
        string text = ConnectionString
            ?? throw new RefusedException($"Found nothing that tells where to upload to. {Ways}", ExitCode.Usage);
        try
        {
            return new BlobServiceClient(text, options).GetBlobContainerClient(Container);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // The text may hold a key: it is not repeated.
            throw new RefusedException($"{Variable} is no connection string of a storage account. {Ways}", ExitCode.Usage);
        }
    }

    private static string? AddressOf(string? account) => account switch
    {
        null or "" => null,
        _ when account.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)) =>
            $"https://{account}.blob.core.windows.net",
        _ => throw new RefusedException(
            $"The account is \"{account}\"; lower-case letters and digits are expected. Correct the name.", ExitCode.Usage),
    };

    private static Uri Checked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Query.Length == 0
            ? uri
            : throw new RefusedException(
                "--endpoint is no https address without a query, such as https://ACCOUNT.blob.core.windows.net. A shared access signature "
                    + $"is given in {Variable}, as BlobEndpoint=…;SharedAccessSignature=….",
                ExitCode.Usage);
}
