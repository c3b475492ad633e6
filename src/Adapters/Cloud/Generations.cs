using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Rows that replace others as a whole, although a transaction takes 100 at most. Each writing has a partition of its own; when it is
/// whole, one head row is switched to it. A reader follows the head, so it sees the earlier rows or the new ones. The rows before are
/// kept until the next replacement, for readers that began with them.
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="heads">The table of the heads: partition site, row the key.</param>
/// <param name="rows">The table of the rows: partition site, key and writing, row a number from 0.</param>
/// <remarks>
/// A writing is entered in the partition <c>{site}|writes</c> before its first row, so what a dead writer left is found and removed by
/// a later replacement of the same key, once it is older than a day.
/// </remarks>
internal sealed class Generations(CloudStorage storage, TableClient heads, TableClient rows)
{
    private const string WritingColumn = "Writing";
    private const string PreviousColumn = "Previous";
    private const string EntriesColumn = "Entries";

    /// <summary>A transaction holds 4 MiB at most.</summary>
    private const int MaxTransactionBytes = 3 << 20;

    /// <summary>The heads of a site.</summary>
    public AsyncPageable<TableEntity> Heads(string site, CancellationToken cancellation) =>
        TableRows.List(heads, site, null, null, cancellation);

    /// <summary>Replaces the rows of a key.</summary>
    /// <param name="head">The head, with what it says besides.</param>
    /// <param name="version">The version of the head it replaces; null when there was none.</param>
    /// <param name="content">The rows, in order, without keys.</param>
    /// <param name="cancellation">Stops the writing and leaves the earlier rows.</param>
    /// <exception cref="ChangedMeanwhileException">There is another head.</exception>
    public async Task ReplaceAsync(TableEntity head, string? version, IAsyncEnumerable<TableEntity> content, CancellationToken cancellation)
    {
        TableEntity? before = await TableRows.FindAsync(heads, head.PartitionKey, head.RowKey, cancellation).ConfigureAwait(false);
        if (version != (before is null ? null : TableRows.VersionOf(before)))
        {
            throw TableRows.Changed(heads, head, exception: null);
        }

        string writing = storage.NewId();
        await heads.UpsertEntityAsync(Mark(head, writing), TableUpdateMode.Replace, cancellation).ConfigureAwait(false);
        head[WritingColumn] = writing;
        head[PreviousColumn] = before?.GetString(WritingColumn) ?? "";
        head[EntriesColumn] = await WriteAsync(PartitionOf(head, writing), content, cancellation).ConfigureAwait(false);
        await SwitchAsync(head, version, writing, cancellation).ConfigureAwait(false);
        await SweepAsync(
            head, [writing, before?.GetString(WritingColumn)], [before?.GetString(PreviousColumn)], cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes a key's head, then its rows.</summary>
    /// <exception cref="ChangedMeanwhileException">There is a head of another version.</exception>
    public async Task RemoveAsync(string site, string key, string? version, CancellationToken cancellation)
    {
        if (await TableRows.FindAsync(heads, site, key, cancellation).ConfigureAwait(false) is not { } head)
        {
            return;
        }

        try
        {
            ETag expected = version is null ? head.ETag : new ETag(version);
            await heads.DeleteEntityAsync(site, key, expected, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            throw TableRows.Changed(heads, head, exception);
        }

        await SweepAsync(head, [], [head.GetString(WritingColumn), head.GetString(PreviousColumn)], cancellation).ConfigureAwait(false);
    }

    /// <summary>The rows of a key, in order; none when there is no head.</summary>
    /// <exception cref="ChangedMeanwhileException">The rows were replaced twice while they were read, and are gone.</exception>
    public async IAsyncEnumerable<TableEntity> ReadAsync(string site, string key, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int tries = 3;
        for (int i = 1; await TableRows.FindAsync(heads, site, key, cancellation).ConfigureAwait(false) is { } head; i++)
        {
            long entries = head.GetInt64(EntriesColumn) ?? 0;
            long read = 0;
            var found = TableRows.List(rows, PartitionOf(head, head.GetString(WritingColumn)), null, null, cancellation);
            await foreach (TableEntity row in found.ConfigureAwait(false))
            {
                if (row.RowKey != KeyOf(read++))
                {
                    throw TableRows.Changed(heads, head, exception: null);
                }

                yield return row;
            }

            if (read == entries)
            {
                yield break;
            }

            // Nothing was given yet: what the head names now is read instead.
            if (read > 0 || i == tries)
            {
                throw TableRows.Changed(heads, head, exception: null);
            }
        }
    }

    private static string KeyOf(long number) => number.ToString("d8", CultureInfo.InvariantCulture);

    private static string PartitionOf(TableEntity head, string writing) => $"{head.PartitionKey}|{head.RowKey}|{writing}";

    private static TableEntity Mark(TableEntity head, string writing) => new($"{head.PartitionKey}|writes", $"{head.RowKey}|{writing}");

    /// <summary>Writes rows, some transactions at a time.</summary>
    /// <returns>Their number.</returns>
    private async Task<long> WriteAsync(string partition, IAsyncEnumerable<TableEntity> content, CancellationToken cancellation)
    {
        long count = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = TableRows.Transactions, CancellationToken = cancellation };
        await Parallel.ForEachAsync(
            BatchesAsync(partition, content, cancellation),
            options,
            async (batch, stop) =>
            {
                Interlocked.Add(ref count, batch.Count);
                await rows.SubmitTransactionAsync(batch, stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return count;
    }

    private static async IAsyncEnumerable<List<TableTransactionAction>> BatchesAsync(
        string partition, IAsyncEnumerable<TableEntity> content, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = new List<TableTransactionAction>();
        long bytes = 0;
        long number = 0;
        await foreach (TableEntity row in content.WithCancellation(cancellation).ConfigureAwait(false))
        {
            int more = BytesOf(row);
            if (batch.Count == TableRows.MaxTransactionRows || (batch.Count > 0 && bytes + more > MaxTransactionBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            row.PartitionKey = partition;
            row.RowKey = KeyOf(number++);
            batch.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
            bytes += more;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>What a row takes in a request at most: text escaped, bytes in base 64.</summary>
    private static int BytesOf(TableEntity row) =>
        1000 + row.Sum(column => column.Value is string text ? text.Length * 6 : column.Value is byte[] bytes ? bytes.Length * 4 / 3 : 0);

    private async Task SwitchAsync(TableEntity head, string? version, string writing, CancellationToken cancellation)
    {
        try
        {
            await TableRows.PutAsync(heads, head, version, cancellation).ConfigureAwait(false);
        }
        catch (ChangedMeanwhileException)
        {
            // The head is this one if an answer was lost and the request sent again.
            TableEntity? now = await TableRows.FindAsync(heads, head.PartitionKey, head.RowKey, cancellation).ConfigureAwait(false);
            if (now?.GetString(WritingColumn) != writing)
            {
                await RemoveWritingAsync(head, writing, cancellation).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Removes writings of a key that nobody reads any more. What cannot be removed now is removed another time.</summary>
    private async Task SweepAsync(TableEntity head, string?[] kept, string?[] unused, CancellationToken cancellation)
    {
        string prefix = head.RowKey + "|";
        var marks = TableRows.List(heads, $"{head.PartitionKey}|writes", prefix, prefix + "~", cancellation);
        await foreach (TableEntity mark in marks.ConfigureAwait(false))
        {
            string writing = mark.RowKey[prefix.Length..];
            if (!kept.Contains(writing) && (unused.Contains(writing) || storage.IsLeftover(writing)))
            {
                await RemoveWritingAsync(head, writing, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task RemoveWritingAsync(TableEntity head, string writing, CancellationToken cancellation)
    {
        try
        {
            string filter = $"PartitionKey eq '{PartitionOf(head, writing)}'";
            var found = rows.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
            var options = new ParallelOptions { MaxDegreeOfParallelism = TableRows.Transactions, CancellationToken = cancellation };
            await Parallel.ForEachAsync(
                found.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))
                    .Chunk(TableRows.MaxTransactionRows),
                options,
                async (batch, stop) => await rows.SubmitTransactionAsync(batch, stop).ConfigureAwait(false)).ConfigureAwait(false);
            TableEntity mark = Mark(head, writing);
            await heads.DeleteEntityAsync(mark.PartitionKey, mark.RowKey, ETag.All, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException)
        {
            // Another process removes the same rows, or the service is busy: the mark stays, and the next replacement tries again.
        }
    }
}
