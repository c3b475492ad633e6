namespace Countme.Cli.Running;

/// <summary>A verb cannot do what was asked for; the message is for the person who asked.</summary>
/// <param name="message">What was found, what was expected, and what to do.</param>
/// <param name="exitCode">What the process ends with.</param>
internal sealed class RefusedException(string message, ExitCode exitCode = ExitCode.Failure) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}
