namespace Azure.Data.Tables;

/// <summary>
/// What every entity has. Documented: the two keys together name the entity; the timestamp and the ETag come from the service and are
/// never sent to it.
/// </summary>
public interface ITableEntity
{
    /// <summary>First part of the entity's key. Entities with the same one can be changed in one transaction.</summary>
    string PartitionKey { get; set; }

    /// <summary>Second part of the entity's key, unique within a partition.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last changed the entity; null before it was read.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>Version of the entity as it was read, for <c>If-Match</c>.</summary>
    ETag ETag { get; set; }
}
