namespace Microsoft.DurableTask.Client;

/// <summary>State of an instance.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It has begun.</summary>
    Running,

    /// <summary>It returned.</summary>
    Completed,

    /// <summary>No longer used.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>It was ended from outside.</summary>
    Terminated,

    /// <summary>It has not begun.</summary>
    Pending,

    /// <summary>It rests until it is resumed.</summary>
    Suspended,
}
