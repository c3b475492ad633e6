using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The Table service of one account: builds requests of its REST protocol and sends them through Azure.Core's pipeline, which retries,
/// authenticates each try and keeps diagnostics.
/// </summary>
internal sealed class TableEndpoint
{
    private const string Json = "application/json;odata=minimalmetadata";
    private const string StorageScope = "https://storage.azure.com/.default";

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    private TableEndpoint(Uri address, string account, TableClientOptions options, HttpPipelinePolicy authentication)
    {
        Address = address;
        AccountName = account;
        options ??= new TableClientOptions();
        _version = options.VersionText;
        _pipeline = HttpPipelineBuilder.Build(options, authentication);
    }

    public Uri Address { get; }

    public string AccountName { get; }

    /// <summary>Signs with an account's key.</summary>
    public static TableEndpoint Shared(Uri address, TableSharedKeyCredential credential, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(address, "endpoint");
        ArgumentNullException.ThrowIfNull(credential);
        return new TableEndpoint(address, credential.AccountName, options, new SharedKeyPolicy(credential, TimeProvider.System));
    }

    /// <summary>Sends tokens. Documented: only over https; the scope is the storage service's.</summary>
    public static TableEndpoint WithToken(Uri address, TokenCredential credential, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(address, "endpoint");
        ArgumentNullException.ThrowIfNull(credential, "tokenCredential");
        return new TableEndpoint(
            address, StorageAccount.NameIn(address), options, new BearerTokenAuthenticationPolicy(credential, StorageScope));
    }

    /// <summary>Reads the account from a connection string.</summary>
    public static TableEndpoint Connected(string connectionString, TableClientOptions options)
    {
        StorageAccount account = StorageAccount.Parse(connectionString);
        return Shared(account.Endpoint, account.Credential, options);
    }

    /// <summary>Path of an entity. Documented: keys in quotes, quotes doubled, percent-encoded.</summary>
    public static string EntityPath(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    /// <summary>A request with the headers that every one has.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path below the account, encoded.</param>
    /// <param name="query">Parameters; those without a value are left out.</param>
    public HttpMessage Message(RequestMethod method, string path, params ReadOnlySpan<(string Name, string Value)> query)
    {
        HttpMessage message = _pipeline.CreateMessage();
        Request request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri($"{Address.AbsoluteUri.TrimEnd('/')}/{path}"));
        foreach ((string name, string value) in query)
        {
            if (value is not null)
            {
                request.Uri.AppendQuery(name, value, escapeValue: true);
            }
        }

        request.Headers.SetValue("x-ms-version", _version);
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue("Accept", Json);
        return message;
    }

    /// <summary>Puts JSON into a request and asks for an answer without the stored entity.</summary>
    public static void SetBody(Request request, byte[] json)
    {
        request.Headers.SetValue("Content-Type", "application/json");
        request.Headers.SetValue("Prefer", "return-no-content");
        request.Content = RequestContent.Create(json);
    }

    /// <summary>Sends a request; a refusal that is not among the accepted ones is thrown.</summary>
    /// <exception cref="RequestFailedException">The service refused, after the retries that the options allow.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, params int[] acceptedRefusals)
    {
        using (message)
        {
            await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
            Response response = message.Response;
            return response.Status < 300 || acceptedRefusals.Contains(response.Status)
                ? response
                : throw TableErrorDetails.Exception(response);
        }
    }

    /// <summary>One page of the values that a path lists.</summary>
    /// <param name="message">The request.</param>
    /// <param name="read">Makes a value of its JSON.</param>
    /// <param name="continuation">The token for the next page, from the answer's headers.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<Page<T>> PageAsync<T>(
        HttpMessage message, Func<JsonElement, T> read, Func<ResponseHeaders, string> continuation, CancellationToken cancellationToken)
    {
        Response response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        using JsonDocument body = JsonDocument.Parse(response.Content.ToMemory());
        T[] values = [.. body.RootElement.GetProperty("value").EnumerateArray().Select(read)];
        return Page<T>.FromValues(values, continuation(response.Headers), response);
    }

    /// <summary>Makes a table. Documented: 409 with <c>TableAlreadyExists</c> if there is one.</summary>
    public async Task<Response> CreateTableAsync(string name, bool mayExist, CancellationToken cancellationToken)
    {
        HttpMessage message = Message(RequestMethod.Post, "Tables");
        SetBody(message.Request, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["TableName"] = name }));
        Response response = await SendAsync(message, cancellationToken, 409).ConfigureAwait(false);
        return response.Status < 300 || (mayExist && TableErrorDetails.Code(response) == Models.TableErrorCode.TableAlreadyExists)
            ? response
            : throw TableErrorDetails.Exception(response);
    }

    /// <summary>Removes a table and all that is in it; one that is not there is no error.</summary>
    public Task<Response> DeleteTableAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(Message(RequestMethod.Delete, $"Tables('{Key(name)}')"), cancellationToken, 404);

    /// <summary>A number as a parameter of a query.</summary>
    public static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string Key(string text) => Uri.EscapeDataString(QueryFilter.Escaped(text));
}
