using System.Net;
using System.Net.Http.Headers;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Countme.Standins.Tests.Tables;

/// <summary>Where the client connects to and how it says who it is, without a service.</summary>
public sealed class ConnectionTests
{
    private static readonly string Key = Convert.ToBase64String("secret"u8);

    [Fact]
    public void ConnectionString_Forms_NameEndpointAndAccount()
    {
        Assert.Equal(("http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1"), Named("UseDevelopmentStorage=true"));
        Assert.Equal(
            ("https://acc.table.core.windows.net/", "acc"),
            Named($"DefaultEndpointsProtocol=https;AccountName=acc;AccountKey={Key};EndpointSuffix=core.windows.net"));
        Assert.Equal(
            ("http://localhost:1234/acc", "acc"), Named($"AccountName=acc;AccountKey={Key};TableEndpoint=http://localhost:1234/acc;"));
        Assert.Equal(
            "http://localhost:1234/acc/Days",
            new TableClient($"AccountName=acc;AccountKey={Key};TableEndpoint=http://localhost:1234/acc", "Days").Uri.AbsoluteUri);
    }

    [Theory, InlineData("AccountName=acc"), InlineData("nonsense"), InlineData("AccountName=acc;AccountName=acc")]
    public void ConnectionString_NoAccount_IsRefused(string text) => Assert.ThrowsAny<Exception>(() => new TableServiceClient(text));

    [Fact]
    public void Client_MissingArgument_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new TableServiceClient(""));
        Assert.ThrowsAny<ArgumentException>(() => new TableClient("UseDevelopmentStorage=true", ""));
        Assert.ThrowsAny<ArgumentException>(() => new TableServiceClient("UseDevelopmentStorage=true").GetTableClient(null));
        Assert.Throws<ArgumentNullException>(
            () => new TableServiceClient(new Uri("https://acc.table.core.windows.net"), (TokenCredential)null!));
    }

    [Fact]
    public async Task Token_Request_CarriesStorageScopeAndVersion()
    {
        string[]? scopes = null;
        var credential = DelegatedTokenCredential.Create((context, _) =>
        {
            scopes = context.Scopes;
            return new AccessToken("the-token", DateTimeOffset.MaxValue);
        });
        var service = new Answering(HttpStatusCode.NoContent, "");
        var client = new TableServiceClient(new Uri("https://acc.table.core.windows.net"), credential, service.Options());

        await client.GetTableClient("Days").UpsertEntityAsync(new TableEntity("p", "r"));

        Assert.Equal("acc", client.AccountName);
        Assert.Equal(["https://storage.azure.com/.default"], scopes!);
        Assert.Equal("https://acc.table.core.windows.net/Days(PartitionKey='p',RowKey='r')", service.Request!.RequestUri!.AbsoluteUri);
        Assert.Equal("Bearer the-token", service.Request.Headers.Authorization!.ToString());
        Assert.Equal(["2020-12-06"], service.Request.Headers.GetValues("x-ms-version"));
    }

    [Theory]
    [InlineData("""{"odata.error":{"code":"EntityNotFound","message":{"lang":"en-US","value":"Gone."}}}""")]
    [InlineData("""<?xml version="1.0"?><error xmlns="urn:metadata"><code>EntityNotFound</code><message>Gone.</message></error>""")]
    public async Task Refusal_Body_GivesCodeAndMessage(string body)
    {
        var service = new Answering(HttpStatusCode.NotFound, body);
        var client = new TableClient(
            new Uri("https://acc.table.core.windows.net"), "Days", new TableSharedKeyCredential("acc", Key), service.Options());

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal(404, refused.Status);
        Assert.True(refused.ErrorCode == TableErrorCode.EntityNotFound);
        Assert.Contains("Gone.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_TwoPartitions_IsRefused()
    {
        const string body =
            "--batch\r\nContent-Type: multipart/mixed; boundary=changes\r\n\r\n--changes\r\nContent-Type: application/http\r\n"
            + "Content-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n"
            + """{"odata.error":{"code":"CommandsInBatchActOnDifferentPartitions","message":{"lang":"en-US","value":"1:All commands."}}}"""
            + "\r\n--changes--\r\n--batch--\r\n";
        var service = new Answering(HttpStatusCode.Accepted, body, "multipart/mixed; boundary=batch");
        var client = new TableClient(
            new Uri("https://acc.table.core.windows.net"), "Days", new TableSharedKeyCredential("acc", Key), service.Options());

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => client.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("one", "1")),
            new(TableTransactionActionType.Add, new TableEntity("two", "1")),
        ]));

        Assert.Equal((400, 1), (refused.Status, refused.FailedTransactionActionIndex));
        Assert.True(refused.ErrorCode == TableErrorCode.CommandsInBatchActOnDifferentPartitions);
    }

    [Fact]
    public async Task Transaction_RefusalInItsAnswer_IsRead()
    {
        const string body =
            "--batch\r\nContent-Type: multipart/mixed; boundary=changes\r\n\r\n--changes\r\nContent-Type: application/http\r\n\r\n"
            + "HTTP/1.1 413 The request body is too large\r\nContent-Type: application/json\r\n\r\n"
            + """{"odata.error":{"code":"RequestBodyTooLarge","message":{"lang":"en-US","value":"0:The request body is too large."}}}"""
            + "\r\n--changes--\r\n--batch--\r\n";
        var service = new Answering(HttpStatusCode.Accepted, body, "multipart/mixed; boundary=batch");
        var client = new TableClient(
            new Uri("https://acc.table.core.windows.net"), "Days", new TableSharedKeyCredential("acc", Key), service.Options());

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => client.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, new TableEntity("one", "1"))]));

        Assert.Equal((413, "RequestBodyTooLarge", 0), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
    }

    [Fact]
    public void ErrorCode_Texts_AreComparedWithoutCase()
    {
        Assert.True(TableErrorCode.EntityNotFound == "entitynotfound");
        Assert.True("TableNotFound" != TableErrorCode.EntityNotFound);
        Assert.Equal(new TableErrorCode("X"), (TableErrorCode)"x");
    }

    [Fact]
    public void ErrorCode_NoText_IsRefusedAsThePackageDoes()
    {
        string? nothing = new RequestFailedException(500, "No code.").ErrorCode;

        Assert.Throws<ArgumentNullException>(() => nothing == TableErrorCode.EntityNotFound);
    }

    private static (string Endpoint, string Account) Named(string connection)
    {
        var client = new TableServiceClient(connection);
        return (client.Uri.AbsoluteUri, client.AccountName);
    }

    private sealed class Answering(HttpStatusCode status, string body, string type = "application/json") : HttpMessageHandler
    {
        public HttpRequestMessage? Request { get; private set; }

        public TableClientOptions Options() => new() { Transport = new HttpClientTransport(this) };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Request = request;
            var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
