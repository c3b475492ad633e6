namespace Microsoft.DurableTask;

/// <summary>How an orchestration begins anew.</summary>
public class ContinueAsNewOptions
{
    /// <summary>Its new input; null: none.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody has waited for yet are kept.</summary>
    /// <value>Default true.</value>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>Its new version; null: as before.</summary>
    public string? NewVersion { get; set; }
}
