namespace Azure.Data.Tables;

/// <summary>One action of a transaction: what to do with which entity.</summary>
public class TableTransactionAction
{
    /// <summary>An action without a condition.</summary>
    /// <param name="actionType">What to do.</param>
    /// <param name="entity">The entity; a deletion takes its keys alone.</param>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <summary>An action that an ETag may condition.</summary>
    /// <param name="actionType">What to do.</param>
    /// <param name="entity">The entity; a deletion takes its keys alone.</param>
    /// <param name="etag">
    /// Updates and deletions go through only if the stored entity has it; <see cref="ETag.All"/> asks for any. As the package does it:
    /// without one a deletion takes any version, and an update is sent without a condition, so that it stores an entity that is missing.
    /// </param>
    /// <exception cref="ArgumentNullException">The entity is null.</exception>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    /// <summary>What to do.</summary>
    public TableTransactionActionType ActionType { get; }

    /// <summary>The entity.</summary>
    public ITableEntity Entity { get; }

    /// <summary>The condition; <c>default</c> for none.</summary>
    public ETag ETag { get; }
}
