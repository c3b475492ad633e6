using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Countme.LocalHost.Startup;

namespace Countme.LocalHost.Tests.Serving;

public sealed class HttpTests
{
    [Fact]
    public async Task Function_WithRouteValues_GetsThem()
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix());

        string text = await served.Http.GetStringAsync(new Uri("/api/open/7/a%20b?q=z", UriKind.Relative));
        HttpResponseMessage wrong = await served.Http.GetAsync(new Uri("/api/open/seven", UriKind.Relative));
        HttpResponseMessage method = await served.Http.PostAsync(new Uri("/api/open/7", UriKind.Relative), null);

        Assert.Equal("""{"number":7,"name":"a b","query":"z"}""", text);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (wrong.StatusCode, method.StatusCode));
    }

    [Fact]
    public async Task Function_Throwing_AnswersWithAProblemWithoutDetails()
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix());

        HttpResponseMessage answer = await served.Http.GetAsync(new Uri("/api/fails", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("broken", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/runtime/webhooks/durabletask/instances/nothing?code=k3y", 404)]
    [InlineData("PATCH", "/api/open/7", 405)]
    [InlineData("POST", "/api/greetings/a", 401)]
    public async Task Request_ThatNoFunctionAnswers_AnswersWithAProblem(string method, string path, int status)
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix(), key: "k3y");

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        HttpResponseMessage answer = await served.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task ProtectedFunction_WithKeySet_NeedsTheKey()
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix(), key: "k3y");
        async Task<HttpStatusCode> StatusAsync(string path, string? header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            if (header is not null)
            {
                request.Headers.Add("x-functions-key", header);
            }

            return (await served.Http.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/greetings/a", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/greetings/a", "k3"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/runtime/webhooks/durabletask/instances/a/terminate", null));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync("/api/greetings/a", "k3y"));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync("/api/greetings/b?code=k3y", null));
        Assert.Equal(HttpStatusCode.OK, (await served.Http.GetAsync(new Uri("/api/open/1", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task DurableAddresses_OfAnInstance_ShowAndSteerIt()
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix());
        var instance = new Uri("/runtime/webhooks/durabletask/instances/one", UriKind.Relative);

        HttpResponseMessage unknown = await served.Http.GetAsync(instance);
        HttpResponseMessage started = await served.Http.PostAsync(new Uri("/api/greetings/one?name=Ann", UriKind.Relative), null);
        HttpResponseMessage running = await served.Http.GetAsync(instance);
        HttpResponseMessage raised = await served.Http.PostAsJsonAsync(instance + "/raiseEvent/answer", "fine");
        await served.App.Client.WaitForInstanceCompletionAsync("one", CancellationToken.None);
        JsonNode ended = (await served.Http.GetFromJsonAsync<JsonNode>(instance))!;
        HttpResponseMessage gone = await served.Http.PostAsync(instance + "/terminate?reason=late", null);
        HttpResponseMessage purged = await served.Http.DeleteAsync(instance);
        HttpResponseMessage again = await served.Http.DeleteAsync(instance);

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("/runtime/webhooks/durabletask/instances/one", started.Headers.Location?.ToString());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (running.StatusCode, raised.StatusCode));
        Assert.Equal(
            ("Completed", "hello, Ann: fine", "Ann"), ((string?)ended["runtimeStatus"], (string?)ended["output"], (string?)ended["input"]));
        Assert.Equal(
            (HttpStatusCode.Gone, HttpStatusCode.OK, HttpStatusCode.NotFound), (gone.StatusCode, purged.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task DurableAddresses_TerminateAndSuspend_ChangeTheStatus()
    {
        await using Served served = await Served.StartAsync(Azurite.NewPrefix());
        await served.Http.PostAsync(new Uri("/api/greetings/two?name=Bo", UriKind.Relative), null);
        var instance = new Uri("/runtime/webhooks/durabletask/instances/two", UriKind.Relative);

        await served.Http.PostAsync(instance + "/suspend?reason=night", null);
        await served.UntilAsync(() => StatusAsync().GetAwaiter().GetResult() == "Suspended");
        await served.Http.PostAsync(instance + "/resume", null);
        await served.Http.PostAsync(instance + "/terminate?reason=enough", null);
        await served.App.Client.WaitForInstanceCompletionAsync("two", CancellationToken.None);
        JsonNode list = (await served.Http.GetFromJsonAsync<JsonNode>(
            "/runtime/webhooks/durabletask/instances?runtimeStatus=Terminated&instanceIdPrefix=tw"))!;

        Assert.Equal(("Terminated", "enough"), ((string?)list[0]!["runtimeStatus"], (string?)list[0]!["output"]));

        async Task<string?> StatusAsync() => (string?)(await served.Http.GetFromJsonAsync<JsonNode>(instance))!["runtimeStatus"];
    }

    [Theory]
    [InlineData("no connection string")]
    [InlineData("AccountName=devstoreaccount1;AccountKey=YWJj;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;")]
    public async Task Start_StorageAwayOrMisnamed_SaysSo(string connection)
    {
        var exception = await Assert.ThrowsAsync<StartException>(
            () => Served.StartAsync(Azurite.NewPrefix(), more: ("AzureWebJobsStorage", connection)));

        Assert.StartsWith("Storage cannot be used: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Start it, or correct AzureWebJobsStorage and CountmeStorage.", exception.Message, StringComparison.Ordinal);
    }
}
