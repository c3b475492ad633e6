namespace Countme.LocalHost.Orchestrations;

/// <summary>An activity in a form that can be run: JSON in, anything that can be serialized out.</summary>
internal delegate Task<object?> Activity(string? input, CancellationToken cancellation);

/// <summary>The app's orchestrators and activities by name, without regard to case.</summary>
internal interface IDurableFunctions
{
    /// <summary>Names of the orchestrators, in order.</summary>
    IReadOnlyList<string> OrchestratorNames { get; }

    /// <summary>An orchestrator; null if there is none of that name.</summary>
    Orchestrator? FindOrchestrator(string name);

    /// <summary>An activity; null if there is none of that name.</summary>
    Activity? FindActivity(string name);
}

/// <summary>Stands between the runtime and the activities, so that a test can make them fail.</summary>
internal interface IActivityInterceptor
{
    /// <summary>Runs an activity, or does something else.</summary>
    Task<object?> RunAsync(string name, string instanceId, string? input, Func<Task<object?>> activity, CancellationToken cancellation);
}
