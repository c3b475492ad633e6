using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Tests.Orchestrations;

/// <summary>The process died, as far as its store can tell.</summary>
internal sealed class CrashedException : Exception;

/// <summary>A store that stops answering at its n-th write, before or after that write was stored.</summary>
internal sealed class CrashStore(IInstanceStore inner, int atWrite, bool afterIt) : IInstanceStore
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    /// <summary>Completes at the crash.</summary>
    public Task Crashed => _crashed.Task;

    public Task EnsureCreatedAsync(CancellationToken cancellation) => inner.EnsureCreatedAsync(cancellation);

    public Task<StoredInstance?> FindAsync(string id, CancellationToken cancellation) => ReadAsync(() => inner.FindAsync(id, cancellation));

    public Task<InstanceContents?> LoadAsync(string id, CancellationToken cancellation) =>
        ReadAsync(() => inner.LoadAsync(id, cancellation));

    public Task<bool> TryCreateAsync(
        InstanceRecord record, IReadOnlyList<HistoryEvent> first, string? replacedVersion, CancellationToken cancellation) =>
        WriteAsync(() => inner.TryCreateAsync(record, first, replacedVersion, cancellation));

    public Task<string> CommitAsync(InstanceCommit commit, CancellationToken cancellation) =>
        WriteAsync(() => inner.CommitAsync(commit, cancellation));

    public Task AddMessageAsync(Message message, CancellationToken cancellation) => WriteAsync(async () =>
    {
        await inner.AddMessageAsync(message, cancellation);
        return true;
    });

    public Task DropMessagesAsync(string id, IReadOnlyList<string> keys, CancellationToken cancellation) => WriteAsync(async () =>
    {
        await inner.DropMessagesAsync(id, keys, cancellation);
        return true;
    });

    public Task<(IReadOnlyList<InstanceRecord> Records, string? Next)> ListAsync(
        OrchestrationQuery query, string? from, CancellationToken cancellation) =>
        ReadAsync(() => inner.ListAsync(query, from, cancellation));

    public Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellation) =>
        ReadAsync(() => inner.ListUnfinishedAsync(cancellation));

    public Task RemoveAsync(string id, CancellationToken cancellation) => WriteAsync(async () =>
    {
        await inner.RemoveAsync(id, cancellation);
        return true;
    });

    private Task<T> ReadAsync<T>(Func<Task<T>> read) => Crashed.IsCompleted ? throw new CrashedException() : read();

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        int number = Interlocked.Increment(ref _writes);
        if (number > atWrite || (number == atWrite && !afterIt))
        {
            _crashed.TrySetResult();
            throw new CrashedException();
        }

        T result = await write();
        if (number == atWrite)
        {
            _crashed.TrySetResult();
            throw new CrashedException();
        }

        return result;
    }
}
