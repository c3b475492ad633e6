using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>
/// Runs activities, a bounded number at once. An activity whose answer was not committed when the process ended is run again by the
/// next one.
/// </summary>
internal sealed class ActivityRunner(
    IDurableFunctions functions, IActivityInterceptor? interceptor, LocalHostOptions options, MessageSizes sizes, TimeProvider time,
    ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.MaxActivities);
    private readonly ConcurrentDictionary<(string ExecutionId, int Id), Task> _running = new();

    /// <summary>Starts a scheduled activity unless it runs or its answer is under way.</summary>
    /// <param name="instanceId">Who called it.</param>
    /// <param name="executionId">Which execution of it.</param>
    /// <param name="scheduled">The call.</param>
    /// <param name="answer">Takes the answer; not called when stopped.</param>
    /// <param name="stop">Cancels the activity.</param>
    public void Start(string instanceId, string executionId, HistoryEvent scheduled, Action<HistoryEvent> answer, CancellationToken stop)
    {
        if (!_running.TryAdd((executionId, scheduled.Id), Task.CompletedTask))
        {
            return;
        }

        Task run = Task.Run(() => RunAsync(instanceId, scheduled, answer, stop), CancellationToken.None);
        _running.TryUpdate((executionId, scheduled.Id), run, Task.CompletedTask);
    }

    /// <summary>The answer of an activity is committed, or nobody wants it.</summary>
    public void Forget(string executionId, int id) => _running.TryRemove((executionId, id), out _);

    /// <summary>Nobody wants the answers of an execution any more.</summary>
    public void ForgetAll(string executionId)
    {
        foreach ((string execution, int id) in _running.Keys)
        {
            if (execution == executionId)
            {
                Forget(execution, id);
            }
        }
    }

    /// <summary>Completes when no activity runs.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running.Values);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task RunAsync(string instanceId, HistoryEvent scheduled, Action<HistoryEvent> answer, CancellationToken stop)
    {
        string name = scheduled.Name!;
        try
        {
            await _slots.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        long began = time.GetTimestamp();
        try
        {
            object? output = await CallAsync(name, instanceId, scheduled.Data, stop);
            string? data = HistoryText.Values.Serialize(output);
            answer(sizes.Check(data, $"the output of activity '{name}'") is { } wrong
                ? Failed(instanceId, scheduled, new(typeof(InvalidOperationException).FullName!, wrong))
                : new(HistoryKind.ActivityCompleted) { Id = scheduled.Id, Data = data });
            Log.ActivityEnded(logger, name, scheduled.Id, instanceId, time.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The process ends: the call stays in history without an answer, and is made again.
        }
        catch (Exception exception)
        {
            // The boundary of an activity: whatever it throws is its answer.
            answer(Failed(instanceId, scheduled, Failure.Of(exception)));
        }
        finally
        {
            _slots.Release();
        }
    }

    private Task<object?> CallAsync(string name, string instanceId, string? input, CancellationToken stop)
    {
        Activity activity = functions.FindActivity(name)
            ?? throw new ArgumentException($"Found no activity named '{name}'; check the name in the orchestrator.");
        return interceptor is null
            ? activity(input, stop)
            : interceptor.RunAsync(name, instanceId, input, () => activity(input, stop), stop);
    }

    private HistoryEvent Failed(string instanceId, HistoryEvent scheduled, Failure failure)
    {
        Log.ActivityFailed(logger, scheduled.Name!, scheduled.Id, instanceId, failure.Message);
        return new(HistoryKind.ActivityFailed) { Id = scheduled.Id, Failure = failure };
    }
}
