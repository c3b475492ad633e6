using Countme.Adapters.Cloud;
using Microsoft.Extensions.Hosting;

namespace Countme.Functions;

/// <summary>Makes containers and tables that are not there before the first function runs.</summary>
/// <param name="storage">The account.</param>
public sealed class StorageStart(CloudStorage storage) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => storage.EnsureCreatedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
