namespace Countme.Cli.Sample;

/// <summary>Writes sample logs: files, or slices of a large one, on several cores at the same time.</summary>
public static class SampleLogs
{
    /// <summary>
    /// Writes a sample. A file appears under its name when it is whole; a run that is cancelled or fails leaves the files that were whole
    /// by then and no part of another.
    /// </summary>
    /// <param name="options">What to write.</param>
    /// <param name="progress">Told after each slice how many bytes of log text have been written so far; from any thread. Null for no
    /// one.</param>
    /// <param name="cancellationToken">Ends the run between two slices.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="SampleRefusedException">An option is out of its range, or the folder holds something and
    /// <see cref="SampleOptions.Force"/> is not set.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task<SampleReport> RunAsync(SampleOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        DemandEmptyFolder(options);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var writer = new SampleWriter(options, SamplePlan.For(options), progress);
        var workers = Enumerable.Range(0, options.Workers).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await writer.WorkAsync(stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    // The others would wait for this one's slice for ever.
                    await stop.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            },
            CancellationToken.None)).ToList();
        await Task.WhenAll(workers).ConfigureAwait(false);
        return writer.Report;
    }

    private static void DemandEmptyFolder(SampleOptions options)
    {
        if (File.Exists(options.OutputFolder))
        {
            throw new SampleRefusedException($"{options.OutputFolder} is a file: name a folder, or a path where nothing is yet.");
        }

        if (!options.Force && Directory.Exists(options.OutputFolder) && Directory.EnumerateFileSystemEntries(options.OutputFolder).Any())
        {
            throw new SampleRefusedException(
                $"{options.OutputFolder} is not empty: name an empty folder or a new one, or force the sample into this one.");
        }
    }
}
