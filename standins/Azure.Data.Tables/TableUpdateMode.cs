namespace Azure.Data.Tables;

/// <summary>What happens to properties that the stored entity has and the given one has not.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay. Documented operations: Merge Entity, Insert Or Merge Entity.</summary>
    Merge = 0,

    /// <summary>They go. Documented operations: Update Entity, Insert Or Replace Entity.</summary>
    Replace = 1,
}
