using Countme.Adapters.Formats;
using Countme.Core.Publish;
using Countme.Core.Upload;

namespace Countme.Adapters.Disk;

/// <summary>
/// Published files in a folder per site. All are made whole in the scratch folder, from one reading of each week, before the first
/// one is replaced.
/// </summary>
/// <param name="directory">Holds the files.</param>
public sealed class DiskPublications(DataDirectory directory) : IPublications
{
    /// <inheritdoc/>
    public Task<string?> FindVersionAsync(Site site, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    /// <exception cref="IOException">A database that would be replaced has a journal: another program writes to it.</exception>
    public async Task<IReadOnlyList<PublishedFile>> PublishAsync(Publication publication, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string folder = directory.PublicSitePath(publication.Site);
        string work = directory.NewScratchPath();
        Directory.CreateDirectory(work);
        try
        {
            await PublicationFiles.BuildAsync(publication, work, cancellation).ConfigureAwait(false);
            Directory.CreateDirectory(folder);
            var files = new List<PublishedFile>();
            foreach (string name in PublicationFiles.Names)
            {
                cancellation.ThrowIfCancellationRequested();
                files.Add(await PublicFile.PutAsync(Path.Join(work, name), Path.Join(folder, name), cancellation).ConfigureAwait(false));
            }

            return files;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
