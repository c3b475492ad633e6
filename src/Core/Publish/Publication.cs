using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Core.Publish;

/// <summary>Keeps what everybody may see of a site.</summary>
public interface IPublications
{
    /// <summary>Which files are published of a site, read before its weeks are; null where there is one publisher at a time.</summary>
    Task<string?> FindVersionAsync(Site site, CancellationToken cancellation);

    /// <summary>
    /// Publishes a site's weeks: totals.csv, totals.db with its split countme and unique variants, and totals.json. Each file is
    /// replaced atomically, and only when its content differs.
    /// </summary>
    /// <param name="publication">The weeks and how to write them.</param>
    /// <param name="cancellation">Stops before a file is replaced; files replaced so far stay.</param>
    /// <returns>The files, with what happened to each.</returns>
    /// <exception cref="ChangedMeanwhileException">A file is no longer the one of <see cref="Publication.Version"/>.</exception>
    Task<IReadOnlyList<PublishedFile>> PublishAsync(Publication publication, CancellationToken cancellation);
}

/// <summary>What is to be published of a site.</summary>
/// <param name="Site">The site.</param>
/// <param name="Weeks">Its weeks in order; provisional ones appear only in JSON, marked as such.</param>
/// <param name="IsExact">True to write hostile text as it is, byte for byte as the existing system does.</param>
/// <param name="ReadWeekAsync">Gives a week's counts, already masked unless exact.</param>
public sealed record Publication(
    Site Site,
    IReadOnlyList<WeekTotals> Weeks,
    bool IsExact,
    Func<Week, CancellationToken, IAsyncEnumerable<BucketCount>> ReadWeekAsync)
{
    /// <summary>
    /// What was published when the weeks were read, from <see cref="IPublications.FindVersionAsync"/>; null to replace whatever is there.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>A published file.</summary>
/// <param name="Name">Its name in the site's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WasReplaced">False when it was there already with the same content.</param>
public sealed record PublishedFile(string Name, long Bytes, bool WasReplaced);
