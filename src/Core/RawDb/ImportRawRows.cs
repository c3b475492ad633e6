using System.Buffers;
using System.Text;
using Countme.Core.Combine;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.RawDb;

/// <summary>What <see cref="ImportRawRows"/> did.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Days">UTC days that they fall on, in order.</param>
public sealed record ImportReport(long Rows, IReadOnlyList<UtcDay> Days);

/// <summary>
/// Takes over raw rows of another system, beside those of logs: each UTC day gets one more part. Rows that are there already, from
/// an earlier import or a log, count once.
/// </summary>
/// <param name="rawDb">Where the rows go.</param>
/// <param name="options">Memory and how hosts are kept.</param>
public sealed class ImportRawRows(IRawDb rawDb, LoadOptions options)
{
    private const int BatchRows = 8192;

    /// <summary>Imports rows. A second call with the same rows changes nothing.</summary>
    public async Task<ImportReport> RunAsync(Site site, IAsyncEnumerable<RawRecord> records, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var spilled = new SpilledRows(rawDb.CreateScratch, options.KeepDuplicates);
        using var rows = new RowStore(day => new(rawDb.PseudonymKeyAsync(site, day, cancellation)));
        var source = new RowSource(rows, new BucketTable());
        long count = await ReadAsync(records, source, spilled, cancellation).ConfigureAwait(false);
        LoadedDay? before = await rawDb.FindLoadedAsync(site, RawPartKey.Imported, cancellation).ConfigureAwait(false);
        var parts = (before?.Parts ?? []).ToDictionary(part => part.Day);
        foreach (UtcDay day in spilled.Days)
        {
            parts[day] = await WriteAsync(new RawPartKey(site, day, RawPartKey.Imported), spilled, cancellation).ConfigureAwait(false);
        }

        LoadedDay loaded = Loaded(site, [.. parts.Values.OrderBy(part => part.Day)]) with { Version = before?.Version };
        await rawDb.RecordLoadedAsync(loaded, cancellation).ConfigureAwait(false);
        return new ImportReport(count, spilled.Days);
    }

    private async Task<long> ReadAsync(
        IAsyncEnumerable<RawRecord> records, RowSource source, SpilledRows spilled, CancellationToken cancellation)
    {
        var batch = new RowBatch();
        var text = new ArrayBufferWriter<byte>(256);
        long count = 0;
        await foreach (RawRecord record in records.WithCancellation(cancellation).ConfigureAwait(false))
        {
            count++;
            text.ResetWrittenCount();
            BucketCode.Write(text, record.Bucket);
            byte[] host = Encoding.UTF8.GetBytes(record.Host);
            if (!HostId.Write(host, batch.Add(record.UnixSeconds, source.Buckets.IdOf(text.WrittenSpan))) && options.PlainHosts)
            {
                batch.HostTexts.Add((batch.Count - 1, host));
            }

            if (batch.Count == BatchRows)
            {
                await KeepAsync(batch, source).ConfigureAwait(false);
                if (source.Rows.Bytes + source.Buckets.Bytes > options.RowMemoryBytes)
                {
                    spilled.Add(source);
                    source.Buckets.Clear();
                }
            }
        }

        await KeepAsync(batch, source).ConfigureAwait(false);
        spilled.Add(source);
        return count;
    }

    private static async ValueTask KeepAsync(RowBatch batch, RowSource source)
    {
        await source.Rows.AddAsync(batch).ConfigureAwait(false);
        batch.Clear();
    }

    private async Task<RawPart> WriteAsync(RawPartKey key, SpilledRows spilled, CancellationToken cancellation)
    {
        Stream? earlier = await rawDb.OpenPartAsync(key, cancellation).ConfigureAwait(false);
        IDraft draft = await rawDb.CreatePartAsync(key, cancellation).ConfigureAwait(false);
        await using var _ = draft.ConfigureAwait(false);
        ReadOnlyMemory<byte> plainKey = options.PlainHosts
            ? await rawDb.PseudonymKeyAsync(key.Site, key.Day, cancellation).ConfigureAwait(false) : default;
        using var writer = new RawPartWriter(draft.Stream, new RawPartHeader(key.Day, key.LogDay, options.Rules, plainKey));
        spilled.Merge(key.Day, earlier is null ? null : RawPartReader.Open(earlier, key), writer, cancellation);
        RawPart part = writer.Finish();
        await draft.CommitAsync(cancellation).ConfigureAwait(false);
        return part;
    }

    private LoadedDay Loaded(Site site, RawPart[] parts)
    {
        long rows = parts.Sum(part => part.Rows);
        return new LoadedDay
        {
            Site = site,
            LogDay = RawPartKey.Imported,
            Source = "imported",
            Rules = options.Rules,
            Parts = parts,
            Counts = new LineCounts
            {
                Lines = rows,
                Counted = rows,
                Duplicates = 0,
                Ignored = new Dictionary<LineReason, long>(),
                Malformed = new Dictionary<LineReason, long>(),
                WithoutOsFields = 0,
            },
            Samples = [],
        };
    }
}
