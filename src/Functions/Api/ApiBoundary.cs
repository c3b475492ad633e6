using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Api;

/// <summary>Where every request ends: what goes wrong becomes problem details, and is logged once.</summary>
/// <param name="logger">Is told what went wrong.</param>
public sealed class ApiBoundary(ILogger<ApiBoundary> logger)
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">Makes the answer from the parameters.</param>
    /// <param name="route">Which parameters there are.</param>
    internal async Task<IResult> RunAsync(HttpRequest request, ApiRoute route, Func<ApiQuery, Task<ApiAnswer>> answer)
    {
        try
        {
            return await answer(new ApiQuery(route, request.Query));
        }
        catch (ApiException exception)
        {
            return Problem(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The boundary: a caller learns that it was our fault and nothing else.
            Log.RequestFailed(logger, exception, request.Method, request.Path);
            return Problem(
                new ApiException(500, "Internal error", "The request could not be answered. Try again; if it goes on, ask the operators."));
        }
    }

    private static ApiAnswer Problem(ApiException problem) => ApiAnswer.Json(problem.Status, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", problem.Title);
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", problem.Message);
        if (problem.Errors.Count > 0)
        {
            json.WriteStartObject("errors");
            foreach ((string name, string error) in problem.Errors)
            {
                json.WriteStartArray(name);
                json.WriteStringValue(error);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }, ProblemType);
}
