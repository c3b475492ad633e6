using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A function that is called for each new or changed blob of a container, at least once.</summary>
public sealed class BlobTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Marks the parameter that receives the blob.</summary>
    /// <param name="blobPath">
    /// Container and pattern of names, as in <c>logs/{name}</c>; <c>%Setting%</c> stands for a setting's value.
    /// </param>
    public BlobTriggerAttribute(string blobPath) => BlobPath = blobPath;

    /// <summary>
    /// Container and pattern of names. A part in braces is bound to the parameter of its name; the last may contain slashes.
    /// </summary>
    public string BlobPath { get; }

    /// <summary>Name of the setting that holds the storage account's connection; null: <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }

    /// <summary>How the host learns of new blobs.</summary>
    /// <value>Default <see cref="BlobTriggerSource.LogsAndContainerScan"/>.</value>
    public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
}
