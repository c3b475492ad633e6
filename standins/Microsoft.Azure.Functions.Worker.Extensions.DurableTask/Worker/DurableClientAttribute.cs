using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a <see cref="Microsoft.DurableTask.Client.DurableTaskClient"/> parameter of a function.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Task hub that the orchestrations live in; null: that of host.json.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Name of the setting that holds the storage connection; null: that of host.json, else <c>AzureWebJobsStorage</c>.</summary>
    public string? ConnectionName { get; set; }
}
