using System.Collections.Concurrent;
using Countme.LocalHost.Orchestrations;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>Makes activities fail, before or after they did their work.</summary>
/// <param name="fails">Whether a call fails: name of the activity, and how often it was called with that input before.</param>
/// <param name="seed">Chooses whether the work is done before it fails.</param>
internal sealed class FailingActivities(Func<string, int, bool> fails, int seed) : IActivityInterceptor
{
    private readonly ConcurrentDictionary<(string, string, string?), int> _calls = [];
    private readonly Random _random = new(seed);

    public async Task<object?> RunAsync(
        string name, string instanceId, string? input, Func<Task<object?>> activity, CancellationToken cancellation)
    {
        int before = _calls.AddOrUpdate((name, instanceId, input), 0, (_, calls) => calls + 1);
        if (!fails(name, before))
        {
            return await activity();
        }

        bool works;
        lock (_random)
        {
            works = _random.Next(2) == 0;
        }

        if (works)
        {
            await activity();
        }

        throw new IOException($"{name} fails for a test.");
    }
}
