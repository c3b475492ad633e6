namespace Microsoft.DurableTask.Client;

/// <summary>Options of a termination.</summary>
/// <param name="Output">Output the instance gets.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
