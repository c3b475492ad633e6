namespace DurableTask.Core.Exceptions;

/// <summary>An orchestration was to be started under the id of one that exists, in a state that must not be replaced.</summary>
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    /// <summary>With the runtime's own message.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>With a message that names the id.</summary>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the exception behind it.</summary>
    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
