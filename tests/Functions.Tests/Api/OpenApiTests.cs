using System.Reflection;
using System.Text.Json;
using Countme.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public void Routes_AreThoseOfTheFunctions()
    {
        var functions = typeof(ReadingFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters()
                .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .OfType<HttpTriggerAttribute>()
                .Select(trigger => (
                    method.GetCustomAttribute<FunctionAttribute>()!.Name, trigger.Methods!.Single(), trigger.Route!,
                    trigger.AuthLevel == AuthorizationLevel.Function)));

        Assert.Equal(
            ApiRoute.All.Select(route => (route.Function, route.Method, route.Path, route.NeedsKey)).Order(),
            functions.Order());
    }

    [Fact]
    public void Document_HasEveryRouteAndParameter()
    {
        ApiAnswer answer = OpenApiDocument.Answer(new ApiQuery(ApiRoute.OpenApi, new QueryCollection()));

        using JsonDocument document = JsonDocument.Parse(answer.Text);
        JsonElement paths = document.RootElement.GetProperty("paths");
        Assert.All(ApiRoute.All, route => Assert.Equal(
            route.Parameters.Select(parameter => parameter.Name),
            paths.GetProperty("/" + route.Path).GetProperty(route.Method).GetProperty("parameters").EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => parameter.GetProperty("name").GetString())));
        Assert.Equal(ApiRoute.All.Select(route => route.Path).Distinct().Count(), paths.EnumerateObject().Count());
        Assert.All(ApiRoute.All, route => Assert.Equal(
            route.Answers.Select(answer => $"{answer.Key}"),
            paths.GetProperty("/" + route.Path).GetProperty(route.Method).GetProperty("responses").EnumerateObject()
                .Select(answer => answer.Name)));
        Assert.All(ApiRoute.All, route => Assert.Equal(route.NeedsKey, route.Answers.ContainsKey(401)));
    }
}
