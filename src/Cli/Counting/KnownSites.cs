using Countme.Cli.Running;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>Tells a site that was never counted from one without news.</summary>
internal static class KnownSites
{
    /// <summary>Makes sure that something is known of a site.</summary>
    /// <exception cref="RefusedException">Nothing is; the message names the sites that are known.</exception>
    public static async Task RequireAsync(Stores stores, Site site, CancellationToken cancellation)
    {
        var uploaded = await stores.Uploads.ListSitesAsync(cancellation).ConfigureAwait(false);
        if (uploaded.Contains(site)
            || (await stores.Totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false)).Count > 0
            || (await stores.RawDb.ListLoadedAsync(site, cancellation).ConfigureAwait(false)).Count > 0)
        {
            return;
        }

        string known = uploaded.Count == 0 ? "it knows none that has logs" : $"it knows {string.Join(", ", uploaded)}";
        throw new RefusedException($"The data folder has nothing of {site}; {known}. Correct --site or --data.");
    }
}
