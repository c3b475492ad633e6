using Microsoft.DurableTask;

namespace Countme.Functions.Status;

/// <summary>Reasons as events and states carry them: one line of bounded length.</summary>
internal static class Reasons
{
    /// <summary>Longest reason.</summary>
    public const int MaxCharacters = 300;

    /// <summary>The first line of a message, cut to its bound.</summary>
    public static string Of(string message)
    {
        string line = message.AsSpan().Trim().IndexOfAny('\r', '\n') is >= 0 and var end ? message.Trim()[..end] : message.Trim();
        return line.Length <= MaxCharacters ? line : line[..(MaxCharacters - 1)] + "…";
    }

    /// <summary>Why a step failed: the message that its activity ended with.</summary>
    public static string Of(TaskFailedException exception) => Of(exception.FailureDetails.ErrorMessage);
}
