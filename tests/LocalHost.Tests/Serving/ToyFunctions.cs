using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Tests.Serving;

/// <summary>What toy functions write down.</summary>
public sealed class Notes
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public int Count(string line) => Lines.Count(other => other == line);
}

/// <summary>One function of each kind.</summary>
public sealed class ToyFunctions(Notes notes)
{
    [Function("Open")]
    public static IResult Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open/{number:int}/{name?}")] HttpRequest request,
        int number, string? name) =>
        Results.Json(new { number, name, query = request.Query["q"].ToString() });

    [Function("Fails")]
    public static IResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request) =>
        throw new InvalidOperationException($"broken {request.Path}");

    [Function("Start")]
    public static async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "greetings/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Greet", request.Query["name"].ToString(), new StartOrchestrationOptions(id), cancellation);
        return Results.Accepted($"/runtime/webhooks/durabletask/instances/{id}");
    }

    [Function("Greet")]
    public static async Task<string> GreetAsync([OrchestrationTrigger] TaskOrchestrationContext context, string name)
    {
        string hello = await context.CallActivityAsync<string>("Say", "hello");
        string answer = await context.WaitForExternalEvent<string>("answer");
        return $"{hello}, {name}: {answer}";
    }

    [Function("Say")]
    public string Say([ActivityTrigger] string word)
    {
        notes.Lines.Enqueue("said " + word);
        return word;
    }

    [Function("Arrived")]
    public async Task ArrivedAsync(
        [BlobTrigger("%ToyContainer%/in/{name}", Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        string name, CancellationToken cancellation)
    {
        string text = (await blob.DownloadContentAsync(cancellation)).Value.Content.ToString();
        notes.Lines.Enqueue($"{name}={text}");
        if (text == "poison")
        {
            throw new InvalidDataException("no log");
        }
    }

    [Function("Daily")]
    public void Daily([TimerTrigger("%ToySchedule%", RunOnStartup = true)] TimerInfo timer) =>
        notes.Lines.Enqueue($"daily {timer.IsPastDue}");
}
