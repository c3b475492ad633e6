using Azure;
using Azure.Identity;

namespace Countme.Cli.Running;

/// <summary>Failures of Azure's services, in one line.</summary>
internal static class CloudFailure
{
    /// <summary>Whether an exception is one.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        // Made of the failures of every try.
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(Is),
        _ => exception is RequestFailedException or AuthenticationFailedException,
    };

    /// <summary>What was answered and what to do.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        AggregateException several => $"{Describe(several.InnerExceptions[^1])} Tried {several.InnerExceptions.Count} times.",
        RequestFailedException { Status: 0 } => $"No answer: {FirstLine(exception)} Check the address and the network, then run again.",
        RequestFailedException { Status: 403 or 401 } denied =>
            $"The answer was {denied.Status} {denied.ErrorCode}: this identity may not do that. "
                + "Give it the role it needs, or name another one.",
        RequestFailedException { Status: 404, ErrorCode: "ContainerNotFound" } =>
            "The container is not there. Make it (the pipeline does when it starts), or correct --container.",
        RequestFailedException failed => $"The answer was {failed.Status} {failed.ErrorCode}: {FirstLine(failed)}",
        _ => $"No identity could be used: {FirstLine(exception)}",
    };

    private static string FirstLine(Exception exception)
    {
        string line = exception.Message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
