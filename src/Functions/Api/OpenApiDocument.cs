using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Countme.Functions.Api;

/// <summary>The OpenAPI document, made from the same table that requests are read by.</summary>
internal static partial class OpenApiDocument
{
    private const string KeyScheme = "functionKey";

    private const string ProblemSchema =
        """
        {
          "Problem": {
            "description": "RFC 9457. Members of errors are parameters or fields, each with what is wrong with it.",
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
              "type": { "type": "string" },
              "title": { "type": "string" },
              "status": { "type": "integer" },
              "detail": { "type": "string" },
              "errors": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } }
            }
          }
        }
        """;

    /// <summary>Answers with the document.</summary>
    public static ApiAnswer Answer(ApiQuery asked)
    {
        asked.Check();
        return ApiAnswer.Json(200, Write).With("Cache-Control", "public, max-age=3600");
    }

    private static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Countme");
        json.WriteString("description", "Weekly totals of installed systems, and the pipeline that counts them.");
        json.WriteString("version", "1");
        json.WriteEndObject();
        json.WriteStartArray("servers");
        json.WriteStartObject();
        json.WriteString("url", "/api");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("paths");
        foreach (var path in ApiRoute.All.GroupBy(route => route.Path))
        {
            json.WriteStartObject("/" + path.Key);
            foreach (ApiRoute route in path)
            {
                Write(json, route);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteComponents(json);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiRoute route)
    {
        json.WriteStartObject(route.Method);
        json.WriteString("operationId", route.Function);
        json.WriteString("summary", route.Summary);
        json.WriteStartArray("parameters");
        foreach (Match name in PathParameter().Matches(route.Path))
        {
            Write(
                json,
                new ApiParameter(name.Groups["name"].Value, "string", "The id that the backfill was started under.", IsRequired: true),
                "path");
        }

        foreach (ApiParameter parameter in route.Parameters)
        {
            Write(json, parameter, "query");
        }

        json.WriteEndArray();
        if (route.Method == "post")
        {
            WriteBody(json);
        }

        json.WriteStartObject("responses");
        foreach ((int status, string meaning) in route.Answers)
        {
            json.WriteStartObject(status.ToString(CultureInfo.InvariantCulture));
            json.WriteString("description", meaning);
            if (status is >= 400 and not (401 or 503))
            {
                WriteProblem(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (route.NeedsKey)
        {
            json.WriteStartArray("security");
            json.WriteStartObject();
            json.WriteStartArray(KeyScheme);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Keys are asked for by the host, whose answer is its own, and health is told whatever it is.</summary>
    private static void WriteProblem(Utf8JsonWriter json)
    {
        json.WriteStartObject("content");
        json.WriteStartObject("application/problem+json");
        json.WriteStartObject("schema");
        json.WriteString("$ref", "#/components/schemas/Problem");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiParameter parameter, string place)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("in", place);
        json.WriteString("description", parameter.Description);
        json.WriteBoolean("required", parameter.IsRequired);
        json.WriteStartObject("schema");
        json.WriteString("type", parameter.Type);
        if (parameter.Values.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (string value in parameter.Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("requestBody");
        json.WriteBoolean("required", true);
        json.WriteStartObject("content");
        json.WriteStartObject("application/json");
        json.WriteStartObject("schema");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        foreach (BackfillField field in BackfillField.All.Where(field => field.IsRequired))
        {
            json.WriteStringValue(field.Name);
        }

        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (BackfillField field in BackfillField.All)
        {
            json.WriteStartObject(field.Name);
            json.WriteString("type", field.Type);
            json.WriteString("description", field.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json)
    {
        json.WriteStartObject("components");
        json.WritePropertyName("schemas");
        json.WriteRawValue(ProblemSchema);
        json.WriteStartObject("securitySchemes");
        json.WriteStartObject(KeyScheme);
        json.WriteString("type", "apiKey");
        json.WriteString("in", "header");
        json.WriteString("name", "x-functions-key");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex PathParameter();
}
