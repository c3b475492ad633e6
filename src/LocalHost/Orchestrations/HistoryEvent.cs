using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Orchestrations;

/// <summary>What an entry of a history says. The first group comes in from outside, the second is done by the orchestrator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HistoryKind>))]
internal enum HistoryKind
{
    ExecutionStarted,
    ActivityCompleted,
    ActivityFailed,
    ChildCompleted,
    ChildFailed,
    TimerFired,
    EventRaised,
    Suspended,
    Resumed,
    Terminated,

    /// <summary>The orchestrator ran on what came in before this entry; the steps after it are what it did.</summary>
    TurnStarted,

    ActivityScheduled,
    ChildStarted,
    TimerCreated,
    EventSent,
    ExecutionCompleted,
    ContinuedAsNew,
}

/// <summary>One entry of an orchestration's history; which values it has depends on its kind.</summary>
internal sealed record HistoryEvent(HistoryKind Kind)
{
    /// <summary>Number of the step in its execution, from 1; an answer has the number of the step it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Id { get; init; }

    /// <summary>Name of the activity, orchestrator or event.</summary>
    public string? Name { get; init; }

    /// <summary>Input, output or payload as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>The instance a step speaks to.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When a turn began or a timer is due, UTC.</summary>
    public DateTime? Time { get; init; }

    /// <summary>How a task or the orchestration failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>How the orchestration ended.</summary>
    public OrchestrationRuntimeStatus? Status { get; init; }

    /// <summary>Who waits for this orchestration.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>Id of the message that brought the entry; the same id never enters twice.</summary>
    public string? MessageId { get; init; }

    /// <summary>Ids of messages that earlier executions took in.</summary>
    public IReadOnlyList<string>? Seen { get; init; }

    /// <summary>Whether to end an orchestration with its parts, or to keep waiting events when it begins anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Flag { get; init; }

    /// <summary>True for what the orchestrator does, as opposed to what comes in.</summary>
    [JsonIgnore]
    public bool IsStep => Kind > HistoryKind.TurnStarted;

    /// <summary>The step in words.</summary>
    public string Describe() => Kind switch
    {
        HistoryKind.ActivityScheduled => $"the call of activity '{Name}'",
        HistoryKind.ChildStarted => $"the call of orchestrator '{Name}' as '{InstanceId}'",
        HistoryKind.TimerCreated => "a timer",
        HistoryKind.EventSent => $"event '{Name}' to '{InstanceId}'",
        HistoryKind.ExecutionCompleted => $"the end as {Status}",
        HistoryKind.ContinuedAsNew => "beginning anew",
        _ => Kind.ToString(),
    };
}

/// <summary>The call that a sub-orchestration answers.</summary>
internal sealed record ParentLink(string Name, string InstanceId, string ExecutionId, int TaskId);

/// <summary>An exception as it is stored.</summary>
internal sealed record Failure(string Type, string Message, string? Stack = null, Failure? Inner = null)
{
    /// <summary>From an exception; a failed task gives the failure behind it as its inner one.</summary>
    public static Failure Of(Exception exception) => new(
        exception.GetType().ToString(), exception.Message, exception.StackTrace, InnerOf(exception));

    /// <summary>From what the packages show of a failure.</summary>
    public static Failure Of(TaskFailureDetails details) => new(
        details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure is { } inner ? Of(inner) : null);

    /// <summary>As the packages show it.</summary>
    public TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), null);

    private static Failure? InnerOf(Exception exception) => exception switch
    {
        TaskFailedException failed => Of(failed.FailureDetails),
        { InnerException: { } inner } => Of(inner),
        _ => null,
    };
}
