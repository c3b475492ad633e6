using Countme.Adapters.Disk;
using Countme.Cli.Running;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>The logs that a command line names, by site. Nothing is opened and nothing is made to find them.</summary>
/// <param name="Sites">The sites to count, in order, each with its logs.</param>
/// <param name="Problems">Folders and files that could not be looked at.</param>
internal sealed record LogSources(IReadOnlyList<(Site Site, IReadOnlyList<FoundUpload> Logs)> Sites, IReadOnlyList<LogFileProblem> Problems)
{
    /// <summary>Finds the logs.</summary>
    /// <param name="folder">The tree to search; null when files are named.</param>
    /// <param name="files">Files; empty when there is a tree.</param>
    /// <param name="site">The site; null for all that the tree has.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="IOException">A folder or file is not there.</exception>
    public static LogSources Find(string? folder, IReadOnlyList<string> files, Site? site, CancellationToken cancellation)
    {
        if (folder is null)
        {
            Site named = site
                ?? throw new RefusedException("Files were named without --site. Name the site that they belong to.", ExitCode.Usage);
            return new LogSources(
                [(named, [.. files.Distinct(StringComparer.Ordinal).Select(file => FoundOf(LogFiles.Of(file, named)))])], []);
        }

        LogFileSearch search = LogFiles.Find(folder, cancellation);
        var bySite = search.Files.Where(file => site is null || file.Site == site).ToLookup(file => file.Site, FoundOf);
        IEnumerable<Site> sites = site is null ? bySite.Select(logs => logs.Key).Order() : [site.Value];
        return new LogSources([.. sites.Select(one => (one, (IReadOnlyList<FoundUpload>)[.. bySite[one]]))], search.Problems);
    }

    private static FoundUpload FoundOf(LogFile file) => new(file.Host, file.Site, file.Day, file.Path, file.ETag, file.StoredBytes);
}
