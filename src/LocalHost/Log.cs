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

    [LoggerMessage(1, LogLevel.Information, "Serving {Count} functions on {Address}")]
    public static partial void Serving(ILogger logger, int count, string address);

    [LoggerMessage(2, LogLevel.Information, "  {Route}")]
    public static partial void Route(ILogger logger, string route);

    [LoggerMessage(3, LogLevel.Information, "Stopping; what runs goes on at the next start")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "{Part} failed; begins again in 5 s")]
    public static partial void PartFailed(ILogger logger, string part, Exception exception);

    [LoggerMessage(200, LogLevel.Debug, "{Function} took {Container}/{Name}")]
    public static partial void BlobCalled(ILogger logger, string function, string container, string name);

    [LoggerMessage(201, LogLevel.Warning, "{Function} failed for {Container}/{Name}, try {Tries}: {Reason}")]
    public static partial void BlobFailed(ILogger logger, string function, string container, string name, int tries, string reason);

    [LoggerMessage(
        202, LogLevel.Error,
        "{Function} failed for {Container}/{Name} {Tries} times; it is poison and is not tried again until it changes")]
    public static partial void BlobPoisoned(ILogger logger, string function, string container, string name, int tries, Exception exception);

    [LoggerMessage(203, LogLevel.Warning, "{Function} could not list container {Container}")]
    public static partial void BlobsNotListed(ILogger logger, string function, string container, Exception exception);

    [LoggerMessage(204, LogLevel.Warning, "{Function}: the receipt of {Name} could not be stored")]
    public static partial void ReceiptNotStored(ILogger logger, string function, string name, Exception exception);

    [LoggerMessage(300, LogLevel.Debug, "Timer {Function} was called; next {NextUtc}")]
    public static partial void TimerCalled(ILogger logger, string function, DateTime nextUtc);

    [LoggerMessage(301, LogLevel.Error, "Timer {Function} failed; next {NextUtc}")]
    public static partial void TimerFailed(ILogger logger, string function, DateTime nextUtc, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "Timer {Function}: its times could not be stored")]
    public static partial void TimerNotStored(ILogger logger, string function, Exception exception);

    [LoggerMessage(400, LogLevel.Error, "HTTP function {Function} failed")]
    public static partial void HttpFailed(ILogger logger, string function, Exception exception);
}
