using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.Functions.Backfill;

/// <summary>Counts a day of a backfill, without waiting for more uploads and without its site's weeks.</summary>
public static class RecountDay
{
    /// <summary>Runs under an id made of the backfill's and the day.</summary>
    [Function(nameof(RecountDay))]
    public static async Task<DayResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        DayRun run = DayWait.Begin(context, context.GetInput<DayRun>()!);
        var steps = new DaySteps(context, run, settles: false);
        DayResult result = await steps.RunAsync();
        DayRounds.GoOn(context, run, steps.HasMore && !result.IsFailed);
        return result;
    }
}
