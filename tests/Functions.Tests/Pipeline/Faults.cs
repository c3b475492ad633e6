using System.Collections.Concurrent;
using Countme.LocalHost.Orchestrations;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>Makes activities fail or wait, by their names.</summary>
internal sealed class Faults : IActivityInterceptor
{
    private readonly ConcurrentDictionary<string, int> _failures = new();
    private readonly ConcurrentDictionary<string, Task> _gates = new();
    private readonly ConcurrentDictionary<(string, string, string?), int> _calls = new();
    private readonly ConcurrentDictionary<string, int> _failed = new();

    /// <summary>Functions of this class are not there; null: all are.</summary>
    public Type? Trigger { get; init; }

    /// <summary>How often each call of each activity fails before it is done.</summary>
    public int Each { get; init; }

    /// <summary>Chooses which of those calls do their work and fail after it.</summary>
    public int Seed { get; init; }

    /// <summary>How often each activity failed so.</summary>
    public IReadOnlyDictionary<string, int> Failed => _failed;

    /// <summary>Lets the next calls of an activity fail.</summary>
    public void Fail(string activity, int times) => _failures[activity] = times;

    /// <summary>Lets calls of an activity wait until the result is completed.</summary>
    public TaskCompletionSource Hold(string activity)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gates[activity] = gate.Task;
        return gate;
    }

    public async Task<object?> RunAsync(
        string name, string instanceId, string? input, Func<Task<object?>> activity, CancellationToken cancellation)
    {
        if (_gates.TryGetValue(name, out Task? gate))
        {
            await gate.WaitAsync(cancellation);
        }

        int call = _calls.AddOrUpdate((name, instanceId, input), 1, (_, calls) => calls + 1);
        if (call <= Each)
        {
            // The same for the same seed, in whatever order the calls come.
            if ((HashCode(name, instanceId, call) + Seed) % 2 == 0)
            {
                await activity();
            }

            _failed.AddOrUpdate(name, 1, (_, times) => times + 1);
            throw new IOException($"{name} fails for the {call}. time.");
        }

        int left = _failures.AddOrUpdate(name, -1, (_, times) => Math.Max(times, 0) - 1);
        return left < 0 ? await activity() : throw new IOException($"{name} cannot be done.\nmore lines");
    }

    private static int HashCode(string name, string instanceId, int call) => name.Concat(instanceId).Sum(c => c) + call;
}
