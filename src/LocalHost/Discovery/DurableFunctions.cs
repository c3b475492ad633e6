using Countme.LocalHost.Orchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.LocalHost.Discovery;

/// <summary>The orchestrators and activities of a catalog.</summary>
internal sealed class DurableFunctions : IDurableFunctions
{
    private readonly Dictionary<string, Orchestrator> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of a catalog, called through <paramref name="call"/>.</summary>
    public DurableFunctions(FunctionCatalog catalog, FunctionCall call)
    {
        foreach ((FunctionMethod function, OrchestrationTriggerAttribute trigger) in catalog.With<OrchestrationTriggerAttribute>())
        {
            _orchestrators.Add(trigger.Orchestration ?? function.Name, context => RunAsync(call, function, context));
        }

        foreach ((FunctionMethod function, ActivityTriggerAttribute trigger) in catalog.With<ActivityTriggerAttribute>())
        {
            Type type = function.TriggerParameter.ParameterType;
            _activities.Add(
                trigger.Activity ?? function.Name,
                (input, cancellation) => call.RunAsync(
                    function, HistoryText.Values.Deserialize(input, type) ?? Default(type), _ => null, cancellation));
        }

        OrchestratorNames = [.. _orchestrators.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> OrchestratorNames { get; }

    /// <inheritdoc/>
    public Orchestrator? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    /// <inheritdoc/>
    public Activity? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private static Task<object?> RunAsync(FunctionCall call, FunctionMethod function, TaskOrchestrationContext context) => call.RunAsync(
        function,
        context,
        parameter => HistoryText.Values.Deserialize(
            context.GetInput<System.Text.Json.JsonElement?>()?.GetRawText(), parameter.ParameterType)
            ?? Default(parameter.ParameterType),
        CancellationToken.None);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
