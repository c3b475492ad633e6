using System.Net;
using System.Text.Json;

namespace Countme.Cli.Remote;

/// <summary>What a service says of a failure (problem details, RFC 9457), as a sentence.</summary>
internal static class ProblemText
{
    /// <summary>The detail, else the title; the status alone when the answer holds no problem details.</summary>
    public static string Of(HttpStatusCode status, string? phrase, string body)
    {
        string start = $"The API answered {(int)status}";
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return $"{start}: a key is needed, or this one may not do that. Give a function key in {PipelineApi.KeyVariable}.";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                // The title only names the kind of problem.
                string? text = document.RootElement.Text("detail") ?? document.RootElement.Text("title");
                return text is { Length: > 0 } ? $"{start}: {Sentence(text)}" : $"{start} {phrase}.";
            }
        }
        catch (JsonException)
        {
            // A page of some proxy in between.
        }

        return $"{start} {phrase}.";
    }

    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : $"{text.TrimEnd()}.";
}
