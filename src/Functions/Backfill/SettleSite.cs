using Countme.Functions.Day;
using Countme.Functions.Status;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Countme.Functions.Backfill;

/// <summary>Input of <see cref="SettleSite"/>.</summary>
/// <param name="SiteName">The site.</param>
/// <param name="Key">The day or range that events name.</param>
/// <param name="Pace">How to try again.</param>
public sealed record SettleRun(string SiteName, string Key, Pace Pace);

/// <summary>Totals the weeks of a site and publishes them: what a backfill that was stopped did not come to.</summary>
public static class SettleSite
{
    /// <summary>Runs as <c>site-{site}</c>.</summary>
    [Function(nameof(SettleSite))]
    public static async Task<string?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        SettleRun run = context.GetInput<SettleRun>()!;
        var teller = new Teller(context, run.SiteName, $"{context.InstanceId}/{context.NewGuid().ToString("N")[..8]}");
        string? reason = await SiteSettling.RunAsync(new Stations(context, run.Pace, teller), run.SiteName, run.Key, StationSet.All);
        await teller.FlushAsync();
        return reason;
    }
}
