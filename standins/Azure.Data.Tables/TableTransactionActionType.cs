namespace Azure.Data.Tables;

/// <summary>What one action of a transaction does. Documented: the change set of an entity group transaction.</summary>
public enum TableTransactionActionType
{
    /// <summary>Insert Entity: fails if the entity exists.</summary>
    Add = 0,

    /// <summary>Merge Entity: with an ETag, fails if the entity is missing or has another one.</summary>
    UpdateMerge = 1,

    /// <summary>Update Entity: with an ETag, fails if the entity is missing or has another one.</summary>
    UpdateReplace = 2,

    /// <summary>Delete Entity: fails if the entity is missing or its ETag differs.</summary>
    Delete = 3,

    /// <summary>Insert Or Merge Entity.</summary>
    UpsertMerge = 4,

    /// <summary>Insert Or Replace Entity.</summary>
    UpsertReplace = 5,
}
