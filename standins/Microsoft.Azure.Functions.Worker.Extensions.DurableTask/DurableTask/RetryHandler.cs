namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed task is called again; runs as part of the orchestrator, so it must be deterministic.</summary>
/// <returns>True to call the task again at once.</returns>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides whether a failed task is called again; may await durable timers.</summary>
/// <returns>True to call the task again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

/// <summary>What a retry handler knows about the failure.</summary>
/// <param name="OrchestrationContext">Context of the orchestration that called the task.</param>
/// <param name="LastAttemptNumber">Number of the call that failed, from 1.</param>
/// <param name="LastFailure">How it failed.</param>
/// <param name="TotalRetryTime">Time since the first call.</param>
/// <param name="CancellationToken">Never cancelled by orchestrations; for handlers that ask for one.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
