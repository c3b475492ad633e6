using System.Runtime.CompilerServices;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Core.Publish;

/// <summary>Publishes a site's weeks.</summary>
/// <param name="totals">The weeks.</param>
/// <param name="publications">Where they go.</param>
/// <param name="isExact">True to write hostile text as it is, byte for byte as the existing system does.</param>
public sealed class PublishSite(ITotals totals, IPublications publications, bool isExact)
{
    /// <summary>Publishes a site. A second call with the same weeks replaces no file.</summary>
    /// <exception cref="ChangedMeanwhileException">The site was published by another while this ran.</exception>
    public async Task<IReadOnlyList<PublishedFile>> RunAsync(Site site, CancellationToken cancellation)
    {
        string? version = await publications.FindVersionAsync(site, cancellation).ConfigureAwait(false);
        var weeks = await totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false);
        var publication = new Publication(site, weeks, isExact, ReadAsync) { Version = version };
        return await publications.PublishAsync(publication, cancellation).ConfigureAwait(false);

        async IAsyncEnumerable<BucketCount> ReadAsync(Week week, [EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (BucketCount count in totals.ReadWeekAsync(site, week, stop).ConfigureAwait(false))
            {
                yield return isExact ? count : count with { Bucket = MaskedText.Of(count.Bucket) };
            }
        }
    }
}
