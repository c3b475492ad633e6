using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Remote;

/// <summary>Stands for a pipeline's API: gives the answers that a test prepared, in order, the last one again and again.</summary>
internal sealed class PretendApi : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _answers = new();

    public PretendApi()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What was asked: method, path with query, body.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Keys that came with requests.</summary>
    public ConcurrentQueue<string?> Keys { get; } = new();

    /// <summary>Prepares an answer to a method and path without query.</summary>
    public PretendApi On(
        string request, string body, int status = 200, string type = "application/json", params (string Name, string Value)[] headers)
    {
        _answers.GetOrAdd(request, _ => new ConcurrentQueue<Answer>()).Enqueue(new Answer(status, type, body, headers));
        return this;
    }

    /// <summary>Runs the program against this API.</summary>
    public Task<Ran> Countme(params string[] arguments) =>
        Ran.EndOf(Ran.Start(arguments, null, ("COUNTME_API", Address), ("COUNTME_KEY", "s3cret")));

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new StreamReader(context.Request.InputStream);
            Asked.Enqueue($"{context.Request.HttpMethod} {context.Request.RawUrl} {await body.ReadToEndAsync()}".TrimEnd());
            Keys.Enqueue(context.Request.Headers["x-functions-key"]);
            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Answer answer = new(404, "text/plain", "nothing here", []);
        if (_answers.TryGetValue($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}", out var prepared))
        {
            Answer? first = null;
            bool isFound = prepared.Count > 1 ? prepared.TryDequeue(out first) : prepared.TryPeek(out first);
            answer = isFound ? first! : answer;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Type;
        Array.ForEach(answer.Headers, header => context.Response.Headers[header.Name] = header.Value);
        byte[] bytes = Encoding.UTF8.GetBytes(answer.Body);
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private sealed record Answer(int Status, string Type, string Body, (string Name, string Value)[] Headers);
}
