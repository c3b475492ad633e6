using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Countme.Core.Status;

namespace Countme.Adapters.Cloud;

/// <summary>
/// Events that wait for the bus: rows of the table <c>Outbox</c>, in the order in which they were told. A row is removed once the bus has
/// its event; one that the bus will never take is moved to a partition of its own, where it keeps nobody waiting.
/// </summary>
internal sealed class StatusOutbox(CloudStorage storage, Uri source)
{
    private const string Waiting = "waiting";
    private const string SetAside = "set-aside";

    /// <summary>Tells rows of processes apart that write within the same millisecond.</summary>
    private readonly string _process = Random.Shared.Next().ToString("x8", CultureInfo.InvariantCulture);

    private readonly Lock _keys = new();
    private long _lastMilliseconds;
    private long _written;

    private TableClient Table => storage.Table(CloudNames.OutboxTable);

    /// <summary>Keeps events. A call that is repeated after a torn connection keeps them twice; the bus drops the second ones.</summary>
    public async Task AddAsync(IEnumerable<StatusEvent> events, CancellationToken cancellation)
    {
        foreach (StatusEvent[] some in events.Chunk(TableRows.MaxTransactionRows))
        {
            // Replacing makes a retry of the pipeline, whose first try may have been carried out, harmless.
            TableTransactionAction[] actions =
                [.. some.Select(one => new TableTransactionAction(TableTransactionActionType.UpsertReplace, RowOf(one)))];
            await Table.SubmitTransactionAsync(actions, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The oldest rows, at most one transaction's.</summary>
    public async Task<IReadOnlyList<TableEntity>> OldestAsync(CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();
        await foreach (Page<TableEntity> page in Table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{Waiting}'", TableRows.MaxTransactionRows, cancellationToken: cancellation).AsPages().ConfigureAwait(false))
        {
            rows.AddRange(page.Values.Take(TableRows.MaxTransactionRows - rows.Count));
            if (rows.Count == TableRows.MaxTransactionRows)
            {
                break;
            }
        }

        return rows;
    }

    /// <summary>How many rows wait.</summary>
    public async Task<int> CountAsync(CancellationToken cancellation)
    {
        int count = 0;
        string[] columns = ["RowKey"];
        await foreach (TableEntity _ in Table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{Waiting}'", select: columns, cancellationToken: cancellation).ConfigureAwait(false))
        {
            count++;
        }

        return count;
    }

    /// <summary>Removes rows whose events the bus has. Those that another process has removed meanwhile are no error.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<TableEntity> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        try
        {
            await Table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            foreach (TableEntity row in rows)
            {
                await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Moves a row out of the way of those behind it.</summary>
    public async Task SetAsideAsync(TableEntity row, string reason, CancellationToken cancellation)
    {
        var aside = new TableEntity(row) { PartitionKey = SetAside, ["Reason"] = reason };
        await Table.UpsertEntityAsync(aside, TableUpdateMode.Replace, cancellation).ConfigureAwait(false);
        await Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation).ConfigureAwait(false);
    }

    /// <summary>The message for a row. Its id is the event's, so that the bus drops what it has already.</summary>
    public static ServiceBusMessage MessageOf(TableEntity row)
    {
        var message = new ServiceBusMessage(row.GetString("Body"))
        {
            MessageId = row.GetString("Id"),
            Subject = row.GetString("Subject"),
            CorrelationId = row.GetString("RunId"),
            ContentType = CloudEventJson.ContentType,
        };
        message.ApplicationProperties["type"] = row.GetString("Type");
        message.ApplicationProperties["site"] = row.GetString("Site");
        if (row.GetString("LegacyTopic") is { } topic)
        {
            message.ApplicationProperties["legacy_topic"] = topic;
        }

        return message;
    }

    private TableEntity RowOf(StatusEvent happened) => new(Waiting, NewKey())
    {
        ["Id"] = happened.Id,
        ["Type"] = CloudEventJson.TypeOf(happened),
        ["Site"] = happened.Site.Name,
        ["Subject"] = CloudEventJson.SubjectOf(happened),
        ["RunId"] = happened.RunId,
        ["LegacyTopic"] = LegacyTopic.Of(happened),
        ["Body"] = CloudEventJson.Write(happened, source),
    };

    /// <summary>A key behind all earlier ones of this process, also when the clock is put back.</summary>
    private string NewKey()
    {
        lock (_keys)
        {
            _lastMilliseconds = Math.Max(_lastMilliseconds, storage.Time.GetUtcNow().ToUnixTimeMilliseconds());
            return string.Create(CultureInfo.InvariantCulture, $"{_lastMilliseconds:D15}-{_process}-{++_written:D10}");
        }
    }
}
