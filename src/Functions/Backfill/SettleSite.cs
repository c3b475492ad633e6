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
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>Waits, beginning anew each time, then settles.</summary>
    [Function(nameof(SettleSite))]
    public static async Task<string?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        SettleRun run = context.GetInput<SettleRun>()!;
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
