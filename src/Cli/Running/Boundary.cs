using Countme.Adapters.Compression;
using Countme.Adapters.Exchange.Sqlite;
using Countme.Cli.Sample;

namespace Countme.Cli.Running;

/// <summary>The one place where exceptions end: each becomes one message on stderr and an exit code.</summary>
/// <param name="error">Where messages go.</param>
/// <param name="showTrace">Whether the stack trace follows the message.</param>
internal sealed class Boundary(TextWriter error, bool showTrace)
{
    // ENOSPC and EDQUOT on Linux and macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Runs something that may fail in any way.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="cancellation">Was handed to it; tells an interruption from other cancellations.</param>
    public async Task<ExitCode> RunAsync(Func<Task<ExitCode>> run, CancellationToken cancellation)
    {
        try
        {
            return await run();
        }
        catch (Exception exception)
        {
            // Whatever it is, whoever started the program gets one message and an exit code.
            (string message, ExitCode code) = cancellation.IsCancellationRequested && IsCancellation(exception)
                ? ("Interrupted: what was finished stays, the step at hand was undone. Run the same command again to go on.",
                    ExitCode.Interrupted)
                : Describe(exception);
            await error.WriteLineAsync($"countme: {TerminalText.Escaped(message)}");
            if (showTrace)
            {
                await error.WriteLineAsync(exception.ToString());
            }

            return code;
        }
    }

    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException || (exception is AggregateException several && several.InnerExceptions.All(IsCancellation));

    private static (string Message, ExitCode Code) Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var single] } => Describe(single),
        _ when CloudFailure.Is(exception) => (CloudFailure.Describe(exception), ExitCode.Failure),
        RefusedException refused => (refused.Message, refused.ExitCode),
        SampleRefusedException => (exception.Message, ExitCode.Failure),
        SqliteException or MissingLibraryException => (exception.Message, ExitCode.Failure),
        IOException io when DiskFull.Contains(io.HResult) =>
            ($"The disk is full ({io.Message}). Free some space and run again; nothing is half-written.", ExitCode.Failure),
        UnauthorizedAccessException =>
            ($"{exception.Message} This user may not do that. Correct the permissions, or run as another user.", ExitCode.Failure),
        OutOfMemoryException =>
            ("Memory is used up: this run may take 400 MB and needs more. Use fewer --workers, or give --group-by or filters.",
                ExitCode.Failure),
        IOException or InvalidDataException => (exception.Message, ExitCode.Failure),
        _ => ($"This should not happen ({exception.GetType().Name}: {exception.Message}). Run again with COUNTME_TRACE=1 and report what "
            + "it says.",
            ExitCode.Failure),
    };
}
