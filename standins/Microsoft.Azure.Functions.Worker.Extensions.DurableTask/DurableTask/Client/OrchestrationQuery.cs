namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list.</summary>
/// <param name="CreatedFrom">Started at or after this time.</param>
/// <param name="CreatedTo">Started at or before this time.</param>
/// <param name="Statuses">In one of these states; null: any.</param>
/// <param name="TaskHubNames">In one of these task hubs; null: the client's.</param>
/// <param name="InstanceIdPrefix">With an id that begins so.</param>
/// <param name="PageSize">Instances in a page.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom status are read too.</param>
/// <param name="ContinuationToken">Where to begin.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Instances in a page, unless said otherwise.</summary>
    public const int DefaultPageSize = 100;
}
