using Countme.Functions.Day;
using Countme.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.Functions.Backfill;

/// <summary>Input of <see cref="SettleSite"/>.</summary>
/// <param name="BackfillId">The backfill that was stopped.</param>
/// <param name="SiteName">The site.</param>
/// <param name="Key">The range that events name.</param>
/// <param name="Pace">How to try again.</param>
/// <param name="Stations">What the backfill was to do.</param>
public sealed record SettleRun(string BackfillId, string SiteName, string Key, Pace Pace, StationSet Stations)
{
    /// <summary>The orchestration.</summary>
    /// <param name="backfillId">The backfill.</param>
    internal static string InstanceIdOf(string backfillId) => $"settle-{backfillId}";
}

/// <summary>
/// Totals the weeks of a site and publishes them once the days are done that a stopped backfill had begun: what it did not come to itself.
/// </summary>
public static class SettleSite
{
    /// <summary>Waits, beginning anew each time, then settles.</summary>
    [Function(nameof(SettleSite))]
    public static Task<string?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new SettleSteps(context, context.GetInput<SettleRun>()!).RunAsync();
}

/// <summary>What <see cref="SettleSite"/> does.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="run">Its input.</param>
internal sealed class SettleSteps(TaskOrchestrationContext context, SettleRun run)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>Settles, or begins anew in a while.</summary>
    /// <returns>Why a step was given up; null when none was.</returns>
    public async Task<string?> RunAsync()
    {
        if (await context.CallActivityAsync<bool>(nameof(BackfillAtWork), run.BackfillId, Persistence.Always))
        {
            await context.CreateTimer(LookAgain, CancellationToken.None);
            context.ContinueAsNew(run);
            return null;
        }

        var teller = new Teller(context, run.SiteName, $"{context.InstanceId}/{context.NewGuid().ToString("N")[..8]}");
        string? reason = await SiteSettling.RunAsync(new Stations(context, run.Pace, teller), run.SiteName, run.Key, run.Stations);
        await teller.FlushAsync();
        return reason;
    }
}
