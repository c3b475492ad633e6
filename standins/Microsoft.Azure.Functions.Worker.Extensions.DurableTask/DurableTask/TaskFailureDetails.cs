namespace Microsoft.DurableTask;

/// <summary>An exception in a form that can be stored.</summary>
/// <param name="ErrorType">Full name of its type.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Its stack, or null.</param>
/// <param name="InnerFailure">Its inner exception, or null.</param>
/// <param name="Properties">Further values, or null.</param>
public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    /// <summary>The details of an exception and those inside it.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception.InnerException is { } cause ? FromException(cause) : null;
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    /// <summary>Whether the exception was a <typeparamref name="T"/> or derives from it; false if its type is not known here.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>Whether the exception was of a type or derives from it; false if its type is not known here.</summary>
    /// <exception cref="ArgumentException">The type is no exception.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"Found {targetBaseExceptionType}, expected a type of exception.", nameof(targetBaseExceptionType));
        }

        Type? thrown = string.IsNullOrEmpty(ErrorType)
            ? null
            : Type.GetType(ErrorType)
            ?? AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(ErrorType))
            .FirstOrDefault(type => type is not null);
        return targetBaseExceptionType.IsAssignableFrom(thrown);
    }

    /// <summary>Type and message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
