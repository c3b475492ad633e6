using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.Functions.Day;

/// <summary>
/// Counts a site's log day: waits until its uploads are complete or quiet, then takes it through all stations. Uploads that come while
/// it runs make it run again; later ones start it anew.
/// </summary>
public static class CountDay
{
    /// <summary>Runs as <c>day-{site}-{yyyy-MM-dd}</c>, so a second start finds the first.</summary>
    [Function(nameof(CountDay))]
    public static async Task<DayResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        DayRun run = await DayWait.UntilReadyAsync(context, context.GetInput<DayRun>()!);
        var steps = new DaySteps(context, run, settles: true);
        DayResult result = await steps.RunAsync();
        bool hasNews = await DayWait.HasNewsAsync(context, run);
        DayRounds.GoOn(context, run, hasNews || (steps.HasMore && !result.IsFailed));
        return result;
    }
}

/// <summary>Begins the next round of a day with an empty history.</summary>
internal static class DayRounds
{
    /// <summary>Begins the next round if there is anything left to do.</summary>
    public static void GoOn(TaskOrchestrationContext context, DayRun run, bool isLeft)
    {
        if (isLeft)
        {
            context.ContinueAsNew(run with { RunId = "", Round = run.Round + 1 });
        }
    }
}
