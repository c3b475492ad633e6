using Countme.LocalHost.Orchestrations;
using Microsoft.DurableTask;

namespace Countme.LocalHost.Tests.Orchestrations;

/// <summary>Orchestrators and activities written in place.</summary>
internal sealed class ToyApp : IDurableFunctions
{
    private readonly Dictionary<string, Orchestrator> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> OrchestratorNames => [.. _orchestrators.Keys];

    public ToyApp Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        _orchestrators[name] = async context => await code(context);
        return this;
    }

    public ToyApp Activity<TIn, TOut>(string name, Func<TIn, TOut> code) =>
        Activity<TIn, TOut>(name, (input, _) => Task.FromResult(code(input)));

    public ToyApp Activity<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> code)
    {
        _activities[name] = async (input, cancellation) => await code(HistoryText.Values.Deserialize<TIn>(input)!, cancellation);
        return this;
    }

    public Orchestrator? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public Activity? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
