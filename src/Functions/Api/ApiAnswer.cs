using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>An answer: a status, headers and a body of at most a few thousand rows.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="contentType">The media type of the body.</param>
/// <param name="body">The body.</param>
public sealed class ApiAnswer(int status, string? contentType, ReadOnlyMemory<byte> body) : IResult
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(body.Span);

    /// <summary>Headers besides type and length.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>A body of JSON.</summary>
    public static ApiAnswer Json(int status, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            write(json);
        }

        return new ApiAnswer(status, contentType, buffer.WrittenMemory);
    }

    /// <summary>A body of CSV.</summary>
    public static ApiAnswer Csv(string text) => new(StatusCodes.Status200OK, "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>No body.</summary>
    public static ApiAnswer Empty(int status) => new(status, null, default);

    /// <summary>The same with a header.</summary>
    public ApiAnswer With(string name, string value)
    {
        Headers[name] = value;
        return this;
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.Headers["X-Content-Type-Options"] = "nosniff";
        foreach ((string name, string value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (contentType is null)
        {
            return;
        }

        response.ContentType = contentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>The status and the size.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{status}, {body.Length} bytes");
}
