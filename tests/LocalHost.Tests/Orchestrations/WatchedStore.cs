using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Tests.Orchestrations;

/// <summary>A store that lets something happen after its first look at an instance, before it tells what it saw.</summary>
internal sealed class WatchedStore(IInstanceStore inner) : IInstanceStore
{
    /// <summary>What happens, once.</summary>
    public Func<Task>? Loaded { get; set; }

    public async Task<InstanceContents?> LoadAsync(string id, CancellationToken cancellation)
    {
        InstanceContents? seen = await inner.LoadAsync(id, cancellation);
        Func<Task>? loaded = Loaded;
        Loaded = null;
        await (loaded?.Invoke() ?? Task.CompletedTask);
        return seen;
    }

    public Task EnsureCreatedAsync(CancellationToken cancellation) => inner.EnsureCreatedAsync(cancellation);

    public Task<StoredInstance?> FindAsync(string id, CancellationToken cancellation) => inner.FindAsync(id, cancellation);

    public Task<bool> TryCreateAsync(
        InstanceRecord record, IReadOnlyList<HistoryEvent> first, string? replacedVersion, CancellationToken cancellation) =>
        inner.TryCreateAsync(record, first, replacedVersion, cancellation);

    public Task<string> CommitAsync(InstanceCommit commit, CancellationToken cancellation) => inner.CommitAsync(commit, cancellation);

    public Task AddMessageAsync(Message message, CancellationToken cancellation) => inner.AddMessageAsync(message, cancellation);

    public Task DropMessagesAsync(string id, IReadOnlyList<string> keys, CancellationToken cancellation) =>
        inner.DropMessagesAsync(id, keys, cancellation);

    public Task<(IReadOnlyList<InstanceRecord> Records, string? Next)> ListAsync(
        OrchestrationQuery query, string? from, CancellationToken cancellation) => inner.ListAsync(query, from, cancellation);

    public Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellation) => inner.ListUnfinishedAsync(cancellation);

    public Task RemoveAsync(string id, CancellationToken cancellation) => inner.RemoveAsync(id, cancellation);
}
