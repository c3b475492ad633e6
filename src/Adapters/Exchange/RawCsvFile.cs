namespace Countme.Adapters.Exchange;

/// <summary>Raw rows as CSV, byte for byte as the existing system's parser writes them.</summary>
public static class RawCsvFile
{
    /// <summary>Writes a header and the rows as they come.</summary>
    /// <param name="stream">Where to; stays open and is not flushed.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The number of rows.</returns>
    public static async Task<long> WriteAsync(Stream stream, IAsyncEnumerable<RawRow> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        var csv = new CsvRecordWriter(stream);
        csv.Header(RawDatabaseFile.Columns);
        long written = 0;
        await foreach (RawRow row in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Write(csv, row);
            written++;
            if (csv.IsBlockFull)
            {
                await csv.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        await csv.FlushAsync(cancellation).ConfigureAwait(false);
        return written;
    }

    private static void Write(CsvRecordWriter csv, RawRow row)
    {
        csv.Field(row.Timestamp);
        csv.Field(row.Host);
        csv.Field(row.OsName);
        csv.Field(row.OsVersion);
        csv.Field(row.OsVariant);
        csv.Field(row.OsArch);
        csv.Field(row.SysAge);
        csv.Field(row.RepoTag);
        csv.Field(row.RepoArch);
        csv.EndRecord();
    }
}
