using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Countme.Functions.Tests;

public sealed class StorageStartTests
{
    [Fact]
    public async Task Start_WorkerFirst_FindsItsStorageMade()
    {
        var names = new CloudNames(Azurite.NewPrefix());
        var blobs = new BlobServiceClient(Azurite.ConnectionString);
        BlobContainerClient logs = blobs.GetBlobContainerClient(names.Of(CloudNames.LogsContainer));
        var worker = new Worker(logs);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService(_ => worker);
        var tables = new TableServiceClient(Azurite.ConnectionString);
        builder.Services.AddSingleton(new CloudStorage(blobs, tables, names, TimeProvider.System));
        builder.Services.AddHostedService<StorageStart>();
        using IHost host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.True(worker.FoundLogs);
    }

    /// <summary>Stands before all services of an app, as the worker does.</summary>
    private sealed class Worker(BlobContainerClient logs) : IHostedService
    {
        public bool FoundLogs { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken) => FoundLogs = await logs.ExistsAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
