using System.Runtime.CompilerServices;
using Countme.Adapters.Disk;
using Countme.Adapters.Exchange;
using Countme.Adapters.Formats;
using Countme.Cli.Counting;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Upload;

namespace Countme.Cli.Exchange;

/// <summary>Writes a site's rows or totals into a file that the existing system reads. The file appears when it is whole.</summary>
/// <param name="data">Where they are.</param>
/// <param name="progress">Is told the number of rows written so far.</param>
internal sealed class ExportSite(LocalData data, IProgress<long> progress)
{
    private const int RowsBetweenReports = 10_000;

    /// <summary>Writes raw rows.</summary>
    /// <returns>The number of rows.</returns>
    public async Task<long> WriteRawAsync(Site site, string path, FileKind kind, CancellationToken cancellation)
    {
        if (kind == FileKind.RawDatabase)
        {
            return await RawDatabaseFile.WriteAsync(path, RowsAsync(site, cancellation), cancellation);
        }

        long rows = 0;
        await WriteWholeAsync(path, async draft => rows = await RawCsvFile.WriteAsync(draft, RowsAsync(site, cancellation), cancellation));
        return rows;
    }

    /// <summary>Writes totals, made anew from all weeks; what is published stays as it is.</summary>
    /// <returns>The size of the file, in bytes.</returns>
    public async Task<long> WriteTotalsAsync(Site site, string path, FileKind kind, bool isExact, CancellationToken cancellation)
    {
        var scratch = new DataDirectory(Path.Join(data.Directory.ScratchPath, Path.GetRandomFileName()));
        try
        {
            await new PublishSite(data.Stores.Totals, new DiskPublications(scratch), isExact).RunAsync(site, cancellation);
            string name = kind == FileKind.TotalsDatabase ? PublicationFiles.DatabaseName : PublicationFiles.CsvName;
            await WriteWholeAsync(path, async draft =>
            {
                using FileStream made = File.OpenRead(Path.Join(scratch.PublicSitePath(site), name));
                await made.CopyToAsync(draft, cancellation);
            });
            return new FileInfo(path).Length;
        }
        finally
        {
            if (Directory.Exists(scratch.Root))
            {
                Directory.Delete(scratch.Root, recursive: true);
            }
        }
    }

    private static async Task WriteWholeAsync(string path, Func<Stream, Task> write)
    {
        string target = Path.GetFullPath(path);
        string draft = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private async IAsyncEnumerable<RawRow> RowsAsync(Site site, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long rows = 0;
        await foreach (RawRecord record in new ReadRawRows(data.Stores.RawDb).RunAsync(site, cancellation))
        {
            if (++rows % RowsBetweenReports == 0)
            {
                progress.Report(rows);
            }

            Bucket bucket = record.Bucket;
            yield return new RawRow(
                record.UnixSeconds, record.Host, bucket.OsName, bucket.OsVersion, bucket.OsVariant, bucket.OsArch, bucket.SysAge,
                bucket.RepoTag, bucket.RepoArch);
        }
    }
}
