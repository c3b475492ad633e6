using Microsoft.Extensions.Logging.Abstractions;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Replays histories against the orchestrators of today.</summary>
internal static class ReplayCheck
{
    /// <summary>Replays a history.</summary>
    /// <returns>Null if the code does what the history says; else the first difference.</returns>
    public static string? Run(HistoryFile file, IDurableFunctions functions)
    {
        if (functions.FindOrchestrator(file.Name) is not { } orchestrator)
        {
            return $"{file.InstanceId}: found no orchestrator named '{file.Name}'.";
        }

        try
        {
            new OrchestratorReplay(orchestrator, file.InstanceId, file.ExecutionId, NullLoggerFactory.Instance).Check(file.Events);
            return null;
        }
        catch (DivergedException exception)
        {
            return $"{file.InstanceId}: {exception.Message}";
        }
    }
}
