namespace Azure.Data.Tables.Models;

/// <summary>
/// A code of the Table service, comparable with <see cref="RequestFailedException.ErrorCode"/>. Documented: compared without regard to
/// case. The codes below are the documented ones that this solution meets.
/// </summary>
public readonly struct TableErrorCode : IEquatable<TableErrorCode>
{
    private readonly string _value;

    /// <summary>Takes any code.</summary>
    /// <param name="value">The code as the service sends it.</param>
    /// <exception cref="ArgumentNullException">The code is null.</exception>
    public TableErrorCode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>403: the identity may not do this.</summary>
    public static TableErrorCode AuthorizationPermissionMismatch => new("AuthorizationPermissionMismatch");

    /// <summary>400: the actions of a transaction have different partition keys.</summary>
    public static TableErrorCode CommandsInBatchActOnDifferentPartitions => new("CommandsInBatchActOnDifferentPartitions");

    /// <summary>409: the entity is there already.</summary>
    public static TableErrorCode EntityAlreadyExists => new("EntityAlreadyExists");

    /// <summary>404: there is no such entity.</summary>
    public static TableErrorCode EntityNotFound => new("EntityNotFound");

    /// <summary>400: the entity is larger than 1 MiB.</summary>
    public static TableErrorCode EntityTooLarge => new("EntityTooLarge");

    /// <summary>400: a transaction changes an entity twice.</summary>
    public static TableErrorCode InvalidDuplicateRow => new("InvalidDuplicateRow");

    /// <summary>400: an input is not valid.</summary>
    public static TableErrorCode InvalidInput => new("InvalidInput");

    /// <summary>500: the operation took too long and may or may not have been done.</summary>
    public static TableErrorCode OperationTimedOut => new("OperationTimedOut");

    /// <summary>400: a string or byte array is larger than 64 KiB.</summary>
    public static TableErrorCode PropertyValueTooLarge => new("PropertyValueTooLarge");

    /// <summary>404: there is no such entity or table.</summary>
    public static TableErrorCode ResourceNotFound => new("ResourceNotFound");

    /// <summary>409: the table is there already.</summary>
    public static TableErrorCode TableAlreadyExists => new("TableAlreadyExists");

    /// <summary>409: the table is being deleted; its name is free again after at least 40 seconds.</summary>
    public static TableErrorCode TableBeingDeleted => new("TableBeingDeleted");

    /// <summary>404: there is no such table.</summary>
    public static TableErrorCode TableNotFound => new("TableNotFound");

    /// <summary>412: the entity's ETag differs.</summary>
    public static TableErrorCode UpdateConditionNotSatisfied => new("UpdateConditionNotSatisfied");

    /// <summary>Takes any code; so does a comparison with a text, which throws if the text is null.</summary>
    public static implicit operator TableErrorCode(string value) => new(value);

    /// <summary>Whether two codes are the same.</summary>
    public static bool operator ==(TableErrorCode left, TableErrorCode right) => left.Equals(right);

    /// <summary>Whether two codes differ.</summary>
    public static bool operator !=(TableErrorCode left, TableErrorCode right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TableErrorCode other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is TableErrorCode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.OrdinalIgnoreCase);

    /// <summary>The code.</summary>
    public override string ToString() => _value;
}
