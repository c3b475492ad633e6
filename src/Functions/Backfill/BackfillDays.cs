using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.Functions.Backfill;

/// <summary>
/// Counts a range of days again: some at a time, each as an orchestration of its own, then the weeks and the publication.
/// </summary>
public static class BackfillDays
{
    /// <summary>The function's name.</summary>
    public const string Name = "Backfill";

    /// <summary>Takes a step and begins anew, so that the history of a year is as short as that of a day.</summary>
    [Function(Name)]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var steps = new BackfillSteps(context, context.GetInput<BackfillRun>()!);
        await steps.RunAsync();
        return steps.Marks;
    }
}
