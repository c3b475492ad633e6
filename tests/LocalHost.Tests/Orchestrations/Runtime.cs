using Azure.Data.Tables;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Countme.LocalHost.Tests.Orchestrations;

/// <summary>A runtime on a table of its own.</summary>
internal sealed class Runtime : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly OrchestrationRuntime _runtime;

    private Runtime(OrchestrationRuntime runtime, IInstanceStore store)
    {
        _runtime = runtime;
        Store = store;
        Client = new LocalDurableTaskClient(runtime);
    }

    public DurableTaskClient Client { get; }

    public IInstanceStore Store { get; }

    public MessageSizes Sizes => _runtime.Sizes;

    public static IInstanceStore NewStore() =>
        new TableInstanceStore(new TableClient(Azurite.ConnectionString, Azurite.NewPrefix() + "Instances"));

    public static async Task<Runtime> StartAsync(
        IDurableFunctions app,
        IInstanceStore? store = null,
        TimeProvider? time = null,
        LocalHostOptions? options = null,
        IActivityInterceptor? interceptor = null,
        ILoggerFactory? loggers = null)
    {
        store ??= NewStore();
        var runtime = new OrchestrationRuntime(
            store, app, options ?? new(), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, interceptor);
        await runtime.StartAsync(CancellationToken.None);
        return new(runtime, store);
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await EndAsync(
            await Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id), CancellationToken.None));

    /// <summary>Waits for the end of an orchestration.</summary>
    public Task<OrchestrationMetadata> EndAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, true, CancellationToken.None).WaitAsync(Patience);

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
