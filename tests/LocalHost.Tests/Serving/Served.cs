using Countme.LocalHost.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.LocalHost.Tests.Serving;

/// <summary>Toy functions, served on a free port.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly ServedApp _app;

    private Served(ServedApp app, Notes notes)
    {
        _app = app;
        Notes = notes;
        Http = new() { BaseAddress = app.Address };
    }

    public Notes Notes { get; }

    public HttpClient Http { get; }

    public ServedApp App => _app;

    public static async Task<Served> StartAsync(
        string prefix, string? key = null, TimeProvider? time = null, Notes? notes = null, params (string Name, string? Value)[] more)
    {
        notes ??= new Notes();
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = Azurite.ConnectionString,
            ["ToyContainer"] = prefix,
            ["ToySchedule"] = "0 0 6 * * *",
        };
        foreach ((string name, string? value) in more)
        {
            settings[name] = value;
        }

        var plan = new HostPlan([typeof(ToyFunctions)], new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        {
            Options = new() { Port = 0, FunctionKey = key, TablePrefix = prefix, BlobInterval = TimeSpan.FromMilliseconds(50) },
            Configure = (services, _) => services.AddLogging().AddSingleton(notes),
            Time = time ?? TimeProvider.System,
        };
        return new(await ServedApp.StartAsync(plan, CancellationToken.None), notes);
    }

    /// <summary>Waits until something is so; a request in between each look lets time pass.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            using HttpResponseMessage _ = await Http.GetAsync(new Uri("/api/open/1", UriKind.Relative), patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
