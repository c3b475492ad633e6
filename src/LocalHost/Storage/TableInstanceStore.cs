using Azure;
using Azure.Data.Tables;
using Countme.LocalHost.Orchestrations;
using Microsoft.DurableTask.Client;

namespace Countme.LocalHost.Storage;

/// <summary>
/// Instances in one table, a partition for each: row <c>i</c> is the record, <c>h…</c> the history of its execution, a row for each
/// commit, <c>m…</c> the messages that wait. A commit is one transaction, so a process may die at any moment.
/// </summary>
internal sealed class TableInstanceStore(TableClient table) : IInstanceStore
{
    private const string RecordRow = "i";
    private const string Body = "Body";
    private const string Unfinished = "Unfinished";

    /// <inheritdoc/>
    public Task EnsureCreatedAsync(CancellationToken cancellation) => table.CreateIfNotExistsAsync(cancellation);

    /// <inheritdoc/>
    public async Task<StoredInstance?> FindAsync(string id, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Encode(id), RecordRow, cancellationToken: cancellation);
        return found.HasValue ? ToInstance(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<InstanceContents?> LoadAsync(string id, CancellationToken cancellation)
    {
        StoredInstance? instance = null;
        var rows = new List<TableEntity>();
        await foreach (TableEntity row in PartitionAsync(id, cancellation))
        {
            if (row.RowKey == RecordRow)
            {
                instance = ToInstance(row);
            }
            else
            {
                rows.Add(row);
            }
        }

        if (instance is null)
        {
            return null;
        }

        string prefix = HistoryPrefix(instance.Record.ExecutionId);
        TableEntity[] history =
        [
            .. rows.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(row => row.RowKey, StringComparer.Ordinal),
        ];
        if (history.Length < instance.Record.Rows)
        {
            throw new InvalidDataException(
                $"Found {history.Length} rows of history of instance '{id}', expected {instance.Record.Rows}; "
                + "purge the instance and start it again.");
        }

        return new(
            instance,
            [.. history.Take(instance.Record.Rows).SelectMany(row => HistoryText.Read<HistoryEvent[]>(TableBytes.Get(row, Body)))],
            [.. rows
                .Where(IsMessage)
                .Select(row => HistoryText.Read<Message>(TableBytes.Get(row, Body)))
                .OrderBy(message => message.Key, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(
        InstanceRecord record, IReadOnlyList<HistoryEvent> first, string? replacedVersion, CancellationToken cancellation)
    {
        // What is there before is all that may go: once the new instance is stored it may run, end, begin anew and get messages.
        IReadOnlyList<TableEntity> before = replacedVersion is null ? [] : await KeysAsync(record.Id, cancellation);
        TableEntity row = ToRow(record with { Rows = 1 });
        var actions = new List<TableTransactionAction>
        {
            replacedVersion is null
                ? new(TableTransactionActionType.Add, row)
                : new(TableTransactionActionType.UpdateReplace, row, new ETag(replacedVersion)),
            new(TableTransactionActionType.UpsertReplace, HistoryRow(record, 0, first)),
        };
        try
        {
            await table.SubmitTransactionAsync(actions, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return false;
        }

        await DeleteAsync(before, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public async Task<string> CommitAsync(InstanceCommit commit, CancellationToken cancellation)
    {
        InstanceRecord record = commit.Record;
        int rows = commit.Added.Count > 0 ? record.Rows + 1 : record.Rows;
        var actions = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, ToRow(record with { Rows = rows }), new ETag(commit.Version)),
        };
        if (commit.Added.Count > 0)
        {
            actions.Add(new(TableTransactionActionType.UpsertReplace, HistoryRow(record, record.Rows, commit.Added)));
        }

        actions.AddRange(commit.Taken.Select(key => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(TableKeys.Encode(record.Id), TableKeys.Encode(key)), ETag.All)));
        Response<IReadOnlyList<Response>> stored;
        try
        {
            stored = await table.SubmitTransactionAsync(actions, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            throw new StaleInstanceException(record.Id);
        }

        if (rows == 1 && commit.Added.Count > 0)
        {
            await RemoveLeftoversAsync(record.Id, cancellation);
        }

        return stored.Value[0].Headers.ETag?.ToString() ?? throw new StaleInstanceException(record.Id);
    }

    /// <inheritdoc/>
    public async Task AddMessageAsync(Message message, CancellationToken cancellation)
    {
        var row = new TableEntity(TableKeys.Encode(message.To), TableKeys.Encode(message.Key));
        TableBytes.Put(row, Body, HistoryText.Write(message));
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
    }

    /// <inheritdoc/>
    public async Task DropMessagesAsync(string id, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        foreach (string key in keys)
        {
            await table.DeleteEntityAsync(TableKeys.Encode(id), TableKeys.Encode(key), ETag.All, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<InstanceRecord> Records, string? Next)> ListAsync(
        OrchestrationQuery query, string? from, CancellationToken cancellation)
    {
        string filter = $"RowKey eq '{RecordRow}'";
        if (query.InstanceIdPrefix is { Length: > 0 } prefix)
        {
            string key = TableKeys.Encode(prefix);
            filter += $" and PartitionKey ge '{key}' and PartitionKey lt '{key}\uFFFD'";
        }

        if (query.CreatedFrom is { } first)
        {
            filter += FormattableString.Invariant($" and CreatedAt ge datetime'{first.UtcDateTime:O}'");
        }

        if (query.CreatedTo is { } last)
        {
            filter += FormattableString.Invariant($" and CreatedAt le datetime'{last.UtcDateTime:O}'");
        }

        if (query.Statuses?.ToArray() is { Length: > 0 } statuses)
        {
            filter += $" and ({string.Join(" or ", statuses.Select(status => $"Status eq '{status}'"))})";
        }

        int size = Math.Clamp(query.PageSize, 1, 1000);
        await foreach (Page<TableEntity> page in table
            .QueryAsync<TableEntity>(filter, size, cancellationToken: cancellation)
            .AsPages(from, size))
        {
            return ([.. page.Values.Select(row => ToInstance(row).Record)], page.ContinuationToken);
        }

        return ([], null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListUnfinishedAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(
            $"RowKey eq '{RecordRow}' and {Unfinished} eq true", select: ["PartitionKey"], cancellationToken: cancellation))
        {
            ids.Add(TableKeys.Decode(row.PartitionKey));
        }

        return ids;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        // The record first: without it the other rows mean nothing, and the next instance of this id removes them.
        await table.DeleteEntityAsync(TableKeys.Encode(id), RecordRow, ETag.All, cancellation);
        await DeleteAsync(await KeysAsync(id, cancellation), cancellation);
    }

    /// <summary>
    /// Removes histories of earlier executions. The record is read after the rows: whatever is not of the execution that it names then
    /// is older, however many began in the meantime.
    /// </summary>
    private async Task RemoveLeftoversAsync(string id, CancellationToken cancellation)
    {
        IReadOnlyList<TableEntity> rows = await KeysAsync(id, cancellation);
        if (await FindAsync(id, cancellation) is { } current)
        {
            string prefix = HistoryPrefix(current.Record.ExecutionId);
            await DeleteAsync(rows.Where(row => !IsMessage(row) && !row.RowKey.StartsWith(prefix, StringComparison.Ordinal)), cancellation);
        }
    }

    /// <summary>Keys of all rows of an instance but its record.</summary>
    private async Task<IReadOnlyList<TableEntity>> KeysAsync(string id, CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();
        await foreach (TableEntity row in PartitionAsync(id, cancellation, ["PartitionKey", "RowKey"]))
        {
            if (row.RowKey != RecordRow)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private async Task DeleteAsync(IEnumerable<TableEntity> rows, CancellationToken cancellation)
    {
        foreach (TableEntity row in rows)
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
        }
    }

    private AsyncPageable<TableEntity> PartitionAsync(string id, CancellationToken cancellation, IEnumerable<string>? select = null) =>
        table.QueryAsync<TableEntity>($"PartitionKey eq '{TableKeys.Encode(id)}'", select: select, cancellationToken: cancellation);

    private static bool IsMessage(TableEntity row) => row.RowKey.StartsWith('m');

    private static string HistoryPrefix(string executionId) => $"h{TableKeys.Encode(executionId)}-";

    private static TableEntity HistoryRow(InstanceRecord record, int number, IReadOnlyList<HistoryEvent> events)
    {
        var row = new TableEntity(
            TableKeys.Encode(record.Id), FormattableString.Invariant($"{HistoryPrefix(record.ExecutionId)}{number:D8}"));
        byte[] bytes = HistoryText.Write(events);
        if (bytes.Length > TableBytes.MaxBytes)
        {
            throw new InvalidDataException(
                $"Found a turn of instance '{record.Id}' of {bytes.Length} bytes, expected at most {TableBytes.MaxBytes}: "
                + "call fewer tasks at once, or with smaller inputs.");
        }

        TableBytes.Put(row, Body, bytes);
        return row;
    }

    private static TableEntity ToRow(InstanceRecord record)
    {
        var row = new TableEntity(TableKeys.Encode(record.Id), RecordRow)
        {
            ["Name"] = record.Name,
            ["Status"] = record.Status.ToString(),
            ["CreatedAt"] = DateTime.SpecifyKind(record.CreatedAt, DateTimeKind.Utc),
            [Unfinished] = !record.IsEnded || record.Outbox.Count > 0,
        };
        TableBytes.Put(row, Body, HistoryText.Write(record));
        return row;
    }

    private static StoredInstance ToInstance(TableEntity row) =>
        new(HistoryText.Read<InstanceRecord>(TableBytes.Get(row, Body)), row.ETag.ToString());
}
