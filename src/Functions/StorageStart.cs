using Countme.Adapters.Cloud;
using Microsoft.Extensions.Hosting;

namespace Countme.Functions;

/// <summary>
/// Makes containers and tables that are not there before the first function runs: before any service starts, because the worker's own
/// connects to the Functions host when it starts, and that sends calls at once.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class StorageStart(CloudStorage storage) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => storage.EnsureCreatedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
