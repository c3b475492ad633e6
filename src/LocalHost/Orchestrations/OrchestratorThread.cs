namespace Countme.LocalHost.Orchestrations;

/// <summary>
/// Runs an orchestrator on the calling thread alone: what it posts waits in a queue until <see cref="RunAll"/>, so that the order of its
/// continuations is the same in every replay.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>True while the calling thread is the orchestrator's.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread;

    /// <summary>Runs something with this as the current context, then all that was posted.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            RunAll();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>
    /// Ends a task with no context set, so that continuations which ignore the context (<c>ConfigureAwait(false)</c>) run here too and
    /// not on the thread pool; the others are posted.
    /// </summary>
    public static void Complete(Action end)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(null);
        try
        {
            end();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        // What another thread posts comes from a wait that is not durable: it is left out, and the orchestrator is found waiting.
        if (IsCurrent)
        {
            _queue.Enqueue((d, state));
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Found a synchronous call into an orchestrator, expected awaits of its context's tasks alone.");

    private void RunAll()
    {
        while (_queue.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
        {
            next.Callback(next.State);
        }
    }
}
