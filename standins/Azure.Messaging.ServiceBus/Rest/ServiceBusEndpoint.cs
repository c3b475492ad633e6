using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// A namespace over its REST protocol: builds requests and sends them through Azure.Core's pipeline, which retries, authenticates each
/// try and keeps diagnostics.
/// </summary>
internal sealed class ServiceBusEndpoint
{
    private const string Scope = "https://servicebus.azure.net/.default";

    /// <summary>What a request may take beyond the time that the service was told to wait.</summary>
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly HttpPipeline _pipeline;

    private ServiceBusEndpoint(Uri address, ServiceBusClientOptions options, HttpPipelinePolicy authentication)
    {
        _address = address;
        TryTimeout = options.RetryOptions.TryTimeout;
        var settings = new PipelineSettings();
        settings.Retry.Mode = RetryMode.Exponential;
        settings.Retry.MaxRetries = options.RetryOptions.MaxRetries;
        settings.Retry.Delay = options.RetryOptions.Delay;
        settings.Retry.MaxDelay = options.RetryOptions.MaxDelay;
        settings.Retry.NetworkTimeout = TryTimeout;
        _pipeline = HttpPipelineBuilder.Build(settings, authentication);
    }

    public string HostName => _address.Host;

    public TimeSpan TryTimeout { get; }

    /// <summary>Sends tokens. Documented: only over https.</summary>
    public static ServiceBusEndpoint WithToken(string hostName, TokenCredential credential, ServiceBusClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostName, "fullyQualifiedNamespace");
        ArgumentNullException.ThrowIfNull(credential);
        return new ServiceBusEndpoint(new Uri($"https://{hostName}/"), options, new BearerTokenAuthenticationPolicy(credential, Scope));
    }

    /// <summary>Reads address and key from a connection string.</summary>
    public static ServiceBusEndpoint Connected(string connectionString, ServiceBusClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        Dictionary<string, string> parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.OrdinalIgnoreCase);
        if (!parts.TryGetValue("Endpoint", out string endpoint) || !Uri.TryCreate(endpoint, UriKind.Absolute, out Uri address)
            || !parts.TryGetValue("SharedAccessKeyName", out string name) || !parts.TryGetValue("SharedAccessKey", out string key))
        {
            throw new FormatException("The connection string lacks Endpoint, SharedAccessKeyName or SharedAccessKey.");
        }

        bool isEmulator = parts.TryGetValue("UseDevelopmentEmulator", out string emulator) && bool.TryParse(emulator, out bool on) && on;
        var http = new UriBuilder(isEmulator ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, address.Host, isEmulator ? Port(address) : 443, "/");
        return new ServiceBusEndpoint(http.Uri, options, new SharedAccessPolicy(http.Uri, name, key, TimeProvider.System));
    }

    /// <summary>A path with everything encoded but its slashes and the dollar of a sub-queue.</summary>
    public static string Encoded(string entityPath) =>
        Uri.EscapeDataString(entityPath).Replace("%2F", "/", StringComparison.Ordinal).Replace("%24", "$", StringComparison.Ordinal);

    /// <summary>A request. Documented parameter: <c>timeout</c> in seconds, for how long the service waits for a message.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path below the namespace, encoded.</param>
    /// <param name="wait">How long the service waits; null for its own time.</param>
    public HttpMessage Message(RequestMethod method, string path, TimeSpan? wait = null)
    {
        HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(_address, path));
        if (wait is { } time)
        {
            message.Request.Uri.AppendQuery("timeout", Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            message.NetworkTimeout = time + Answering;
        }

        return message;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="entityPath">The entity, for exceptions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isLock">Whether the path names a lock: what is missing then is the lock, not the entity.</param>
    /// <exception cref="ServiceBusException">The service refused or was not reached.</exception>
    public async Task<Response> SendAsync(HttpMessage message, string entityPath, CancellationToken cancellationToken, bool isLock = false)
    {
        using (message)
        {
            try
            {
                await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
            {
                throw new ServiceBusException(
                    $"{_address} was not reached.", ServiceBusFailureReason.ServiceCommunicationProblem, entityPath, exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ServiceBusException(
                    $"{_address} did not answer in time.", ServiceBusFailureReason.ServiceTimeout, entityPath, exception);
            }

            Response response = message.Response;
            return response.Status < 300 ? response : throw Refusal(response, entityPath, isLock);
        }
    }

    /// <summary>The exception for a refusal. Documented status codes: 401, 403, 404, 410, 413, 429, 500 and above.</summary>
    private static Exception Refusal(Response response, string entityPath, bool isLock)
    {
        string text = $"The service answered {response.Status} {response.ReasonPhrase}.";
        return response.Status switch
        {
            401 => new UnauthorizedAccessException(text),
            404 or 410 => Exception(isLock ? ServiceBusFailureReason.MessageLockLost : ServiceBusFailureReason.MessagingEntityNotFound),
            403 => Exception(ServiceBusFailureReason.QuotaExceeded),
            413 => Exception(ServiceBusFailureReason.MessageSizeExceeded),
            408 or 504 => Exception(ServiceBusFailureReason.ServiceTimeout),
            429 or 500 or 502 or 503 => Exception(ServiceBusFailureReason.ServiceBusy),
            _ => Exception(ServiceBusFailureReason.GeneralError),
        };

        ServiceBusException Exception(ServiceBusFailureReason reason) => new(text, reason, entityPath);
    }

    private static int Port(Uri address) => address.Port > 0 ? address.Port : 5672;

    private sealed class PipelineSettings : ClientOptions;
}
