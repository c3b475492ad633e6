using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Functions.Totals;

namespace Countme.Functions.Day;

/// <summary>What is done for a whole site once its days are tallied, from an orchestrator.</summary>
/// <param name="stations">Runs the activities.</param>
/// <param name="siteName">The site.</param>
/// <param name="key">The day or range that events name.</param>
internal sealed class SiteSteps(Stations stations, string siteName, string key)
{
    /// <summary>Totals every week that asks for it.</summary>
    /// <returns>How many were totalled.</returns>
    public async Task<int> TotalAsync()
    {
        int done = 0;
        StaleKeys weeks;
        do
        {
            weeks = await stations.CallAsync<StaleKeys>("totals", key, nameof(StaleWeeks), siteName);
            foreach (int number in weeks.Keys)
            {
                StepResult total = await stations.CallAsync<StepResult>(
                    "totals", key, nameof(TotalWeek), new NumberedKey(siteName, number));
                done += total.DidWork ? 1 : 0;
            }
        }
        while (weeks.HasMore);

        return done;
    }

    /// <summary>Publishes the site.</summary>
    public Task<StepResult> PublishAsync() => stations.CallAsync<StepResult>("publish", key, nameof(PublishSite), siteName);
}
