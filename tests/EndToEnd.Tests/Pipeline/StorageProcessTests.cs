using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>What the tests of the pipeline rely on.</summary>
public sealed class StorageProcessTests
{
    [Fact]
    public async Task Stop_ThenStart_HoldsWhatWasThere()
    {
        await using var storage = new StorageProcess();
        await storage.Start();
        BlobContainerClient container = new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient("logs");
        TableClient table = new TableServiceClient(storage.ConnectionString).GetTableClient("Days");
        await container.CreateAsync();
        await table.CreateAsync();

        for (int round = 0; round < 3; round++)
        {
            await container.UploadBlobAsync($"blob{round}", BinaryData.FromString($"content {round}"));
            await table.AddEntityAsync(new TableEntity("p", $"row{round}"));
            await storage.Stop();
            await storage.Start();
        }

        Assert.Equal(["blob0", "blob1", "blob2"], container.GetBlobs().Select(blob => blob.Name));
        Assert.Equal("content 2", (await container.GetBlobClient("blob2").DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal("row2", (await table.GetEntityAsync<TableEntity>("p", "row2")).Value.RowKey);
    }
}
