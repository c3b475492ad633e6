namespace Microsoft.DurableTask;

/// <summary>An activity or a sub-orchestration ended with an exception; thrown where the orchestrator awaits it.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>With the exception that was thrown in the task.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Text(taskName, taskId, innerException.Message), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>With what is known of the failure.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Text(taskName, taskId, failureDetails.ErrorMessage))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>Name of the activity or sub-orchestrator.</summary>
    public string TaskName { get; }

    /// <summary>Number of the call in its orchestration.</summary>
    public int TaskId { get; }

    /// <summary>Type, message and stack of what was thrown.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Text(string name, int id, string message) =>
        FormattableString.Invariant($"Task '{name}' (#{id}) failed with an unhandled exception: {message}");
}
