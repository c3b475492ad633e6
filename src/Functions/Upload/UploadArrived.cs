using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Upload;

/// <summary>A log was uploaded.</summary>
/// <param name="arrival">Takes it in and wakes its day.</param>
public sealed class UploadArrived(LogArrival arrival)
{
    /// <summary>Runs for each blob, and again whenever one is replaced or its event comes twice.</summary>
    [Function(nameof(UploadArrived))]
    public Task RunAsync(
        [BlobTrigger("%CountmeLogsContainer%/{name}", Connection = "CountmeStorage", Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => arrival.RunAsync(client, name, cancellation);
}
