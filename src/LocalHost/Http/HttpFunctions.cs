using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Countme.LocalHost.Discovery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Http;

/// <summary>Serves HTTP functions below <c>/api</c>, as the Functions host does.</summary>
internal sealed class HttpFunctions(FunctionCatalog catalog, FunctionCall call, FunctionKey key, ILogger logger)
{
    /// <summary>Adds a route for each function.</summary>
    /// <returns>The routes, as they can be shown.</returns>
    public IReadOnlyList<string> Map(IEndpointRouteBuilder routes)
    {
        var shown = new List<string>();
        foreach ((FunctionMethod function, HttpTriggerAttribute trigger) in catalog.With<HttpTriggerAttribute>())
        {
            string route = "/api/" + (trigger.Route ?? function.Name).TrimStart('/');
            string[]? methods = trigger.Methods is { Length: > 0 } given ? [.. given.Select(method => method.ToUpperInvariant())] : null;
            RequestDelegate handler = context => HandleAsync(context, function, trigger.AuthLevel);
            _ = methods is null ? routes.Map(route, handler) : routes.MapMethods(route, methods, handler);
            shown.Add($"{(methods is null ? "*" : string.Join(",", methods))} {route}");
        }

        return shown;
    }

    private async Task HandleAsync(HttpContext context, FunctionMethod function, AuthorizationLevel level)
    {
        if (level != AuthorizationLevel.Anonymous && !key.IsGiven(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        object? result;
        try
        {
            result = await call.RunAsync(function, context.Request, parameter => Bind(context, parameter), context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            await Results.Problem(exception.Message, statusCode: exception.StatusCode).ExecuteAsync(context);
            return;
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The boundary of a request: the caller learns that it failed, the log learns why.
            Log.HttpFailed(logger, function.Name, exception);
            await Results.Problem("The function failed; the log of the host says why.", statusCode: 500).ExecuteAsync(context);
            return;
        }

        await (result switch
        {
            IResult answer => answer.ExecuteAsync(context),
            null => Results.NoContent().ExecuteAsync(context),
            string text => Results.Text(text).ExecuteAsync(context),
            _ => Results.Json(result).ExecuteAsync(context),
        });
    }

    private static object? Bind(HttpContext context, ParameterInfo parameter)
    {
        string? text = context.Request.RouteValues.TryGetValue(parameter.Name!, out object? value)
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;
        if (text is null || parameter.ParameterType == typeof(string))
        {
            return text;
        }

        try
        {
            return TypeDescriptor.GetConverter(parameter.ParameterType).ConvertFromInvariantString(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            throw new BadHttpRequestException($"Found '{text}' as {parameter.Name}, expected {parameter.ParameterType.Name}.");
        }
    }
}
