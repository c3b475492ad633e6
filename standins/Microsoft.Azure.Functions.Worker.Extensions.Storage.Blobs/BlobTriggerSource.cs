namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the host learns of new blobs.</summary>
public enum BlobTriggerSource
{
    /// <summary>It polls the container and the storage account's logs.</summary>
    LogsAndContainerScan,

    /// <summary>An Event Grid subscription tells it.</summary>
    EventGrid,
}
