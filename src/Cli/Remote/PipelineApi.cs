using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Countme.Cli.Running;

namespace Countme.Cli.Remote;

/// <summary>
/// The HTTP API of a pipeline. A request that the service could not take now, or that found nobody, is made again some times, after
/// the time that the answer asks for; every request may be made twice.
/// </summary>
internal sealed class PipelineApi : IDisposable
{
    /// <summary>Where the API is unless something else is said.</summary>
    public const string DefaultAddress = "http://localhost:7071";

    /// <summary>The environment variable with the API's address.</summary>
    public const string AddressVariable = "COUNTME_API";

    /// <summary>The environment variable with the key.</summary>
    public const string KeyVariable = "COUNTME_KEY";

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly int _retries;

    private PipelineApi(Uri address, string? key, int retries, TimeProvider time)
    {
        // The key goes to this address and no other.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address, "api/"),
            Timeout = TimeSpan.FromMinutes(2),
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("countme", null));
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        _time = time;
        _retries = retries;
    }

    /// <summary>Opens an API; nothing is sent yet.</summary>
    /// <param name="address">Its address without <c>/api</c>; null for that of the environment, or this machine.</param>
    /// <param name="retries">How often a request is made again.</param>
    /// <param name="time">The clock that waits.</param>
    /// <exception cref="RefusedException">The address cannot be understood, or the key would go over the network in the clear.</exception>
    public static PipelineApi Open(string? address, int retries, TimeProvider time)
    {
        string? set = Environment.GetEnvironmentVariable(AddressVariable);
        string text = address ?? (set is { Length: > 0 } ? set : DefaultAddress);
        string? key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } secret ? secret : null;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new RefusedException(
                $"The API's address is \"{text}\"; one such as https://NAME.azurewebsites.net is expected. Correct --api.", ExitCode.Usage);
        }

        bool isSafe = key is null || uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback;
        return isSafe ? new PipelineApi(uri, key, retries, time) : throw new RefusedException(
            $"The API's address begins with http: {KeyVariable} would go over the network in the clear. Give an https address.",
            ExitCode.Usage);
    }

    /// <summary>Gets a document.</summary>
    /// <param name="path">Route and query, without <c>/api</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        Parse((await SendAsync(HttpMethod.Get, path, null, cancellation)).Text);

    /// <summary>Gets a page of rows, as JSON or CSV.</summary>
    public Task<ApiPage> GetPageAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Sends a document and takes the answer.</summary>
    public async Task<JsonElement> PostAsync(string path, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return Parse((await SendAsync(HttpMethod.Post, path, bytes.ToArray(), cancellation)).Text);
    }

    /// <summary>Removes something.</summary>
    public async Task<JsonElement> DeleteAsync(string path, CancellationToken cancellation) =>
        Parse((await SendAsync(HttpMethod.Delete, path, null, cancellation)).Text);

    /// <summary>Reads an answer's body.</summary>
    /// <exception cref="RefusedException">It is no JSON.</exception>
    public JsonElement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
    }

    /// <summary>What to say of an answer that none of ours is like.</summary>
    public RefusedException NotOurs() =>
        new($"The answer of {_http.BaseAddress} is none of a pipeline: that is another service. Correct --api or {AddressVariable}.");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ApiPage> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            TimeSpan pause = TimeSpan.FromSeconds(Math.Pow(2, attempt));
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ContentOf(body) };
                using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
                string text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.IsSuccessStatusCode || IsLateHealth(answer))
                {
                    return new ApiPage(text, NextOf(answer));
                }

                if (attempt >= _retries || !IsPassing(answer.StatusCode))
                {
                    throw new RefusedException(ProblemText.Of(answer.StatusCode, answer.ReasonPhrase, text));
                }

                pause = PauseOf(answer) ?? pause;
            }
            catch (Exception exception) when (IsNoAnswer(exception, cancellation))
            {
                if (attempt >= _retries)
                {
                    string reason = exception is HttpRequestException ? exception.Message.TrimEnd('.') : "no answer within two minutes";
                    throw new RefusedException(
                        $"The API at {_http.BaseAddress} did not answer: {reason}. "
                        + $"Start the pipeline, or correct --api or {AddressVariable}.");
                }
            }

            await Task.Delay(pause < MaxPause ? pause : MaxPause, _time, cancellation);
        }
    }

    private static ByteArrayContent ContentOf(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The route <c>health</c> says with 503 and a document that a site is late; a busy service has no such document.</summary>
    private static bool IsLateHealth(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.ServiceUnavailable
        && answer.RequestMessage?.RequestUri?.AbsolutePath.EndsWith("/api/health", StringComparison.Ordinal) == true
        && answer.Content.Headers.ContentType?.MediaType == "application/json";

    /// <summary>The address of the next page: <c>Link: &lt;/api/totals?…&gt;; rel="next"</c>.</summary>
    private static string? NextOf(HttpResponseMessage answer)
    {
        string? link = answer.Headers.TryGetValues("Link", out var links)
            ? links.FirstOrDefault(one => one.Contains("rel=\"next\"", StringComparison.Ordinal)) : null;
        int end = link?.IndexOf('>', StringComparison.Ordinal) ?? -1;
        return end > 0 && link!.StartsWith("</api/", StringComparison.Ordinal) ? link[1..end] : null;
    }

    /// <summary>Nobody listens, the connection broke, or the answer took too long.</summary>
    private static bool IsNoAnswer(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException || (exception is TaskCanceledException && !cancellation.IsCancellationRequested);

    private TimeSpan? PauseOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };
}

/// <summary>An answer.</summary>
/// <param name="Text">Its body.</param>
/// <param name="Next">Where the next page is; null after the last one.</param>
internal sealed record ApiPage(string Text, string? Next);
