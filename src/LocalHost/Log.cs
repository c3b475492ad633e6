using Microsoft.Extensions.Logging;

namespace Countme.LocalHost;

/// <summary>Every message of the local host. Numbers: 1 host, 100 orchestrations, 200 blobs, 300 timers, 400 HTTP.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Orchestration {InstanceId} ({Name}) took a turn: {Arrived} came in, {Steps} steps, {Status}")]
    public static partial void TurnTaken(ILogger logger, string instanceId, string name, int arrived, int steps, string status);

    [LoggerMessage(101, LogLevel.Warning, "Orchestration {InstanceId} could not go on and is tried again in {DelayMilliseconds} ms")]
    public static partial void TurnFailed(ILogger logger, string instanceId, double delayMilliseconds, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "Orchestration {InstanceId} ({Name}) failed: {Reason}")]
    public static partial void OrchestrationFailed(ILogger logger, string instanceId, string name, string reason);

    [LoggerMessage(103, LogLevel.Debug, "Activity {Name} (#{TaskId} of {InstanceId}) ended after {Milliseconds} ms")]
    public static partial void ActivityEnded(ILogger logger, string name, int taskId, string instanceId, double milliseconds);

    [LoggerMessage(104, LogLevel.Warning, "Activity {Name} (#{TaskId} of {InstanceId}) failed: {Reason}")]
    public static partial void ActivityFailed(ILogger logger, string name, int taskId, string instanceId, string reason);

    [LoggerMessage(105, LogLevel.Information, "{Count} unfinished orchestrations go on")]
    public static partial void Resumed(ILogger logger, int count);

    [LoggerMessage(106, LogLevel.Debug, "Dropped {Kind} for {InstanceId}: it came twice, or nobody waits for it")]
    public static partial void Dropped(ILogger logger, string kind, string instanceId);

    [LoggerMessage(107, LogLevel.Warning, "Could not look for unfinished orchestrations")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(108, LogLevel.Information, "Largest message of orchestrations: {Bytes} bytes ({What})")]
    public static partial void LargestMessage(ILogger logger, int bytes, string what);
}
