using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Publish;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

/// <summary>Published files, and logs that were set aside.</summary>
public sealed class CloudPublicTests : IDisposable
{
    private const string Name = "proxy01/2025/10/06/mirrors.fedoraproject.org-access.log.gz";

    private readonly CloudStores _stores = new();

    private CloudPublications Publications => new(_stores.Storage);

    private CloudRejectedLogs Rejected => new(_stores.Storage);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Publish_Files_SayWhatTheyAre()
    {
        await Publish(1);

        foreach ((string name, string type) in ((string, string)[])
            [("totals.csv", "text/csv; charset=utf-8"), ("totals.json", "application/json"), ("totals.db", "application/vnd.sqlite3")])
        {
            BlobProperties blob = await Public(name).GetPropertiesAsync();
            Assert.Equal((type, "public, max-age=300"), (blob.ContentType, blob.CacheControl));
            Assert.True(string.IsNullOrEmpty(blob.ContentEncoding));
        }
    }

    [Fact]
    public async Task Publish_PublishedByAnotherSinceTheVersion_ReplacesNothing()
    {
        await Publish(1);
        string? version = await Publications.FindVersionAsync(Samples.Fedora, default);
        await Publish(2);
        string csv = (await Public("totals.csv").DownloadContentAsync()).Value.Content.ToString();

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Publish(3, version));
        Assert.Equal(csv, (await Public("totals.csv").DownloadContentAsync()).Value.Content.ToString());
    }

    [Fact]
    public async Task Publish_FirstTwoAtOnce_TheSecondIsRefused()
    {
        string? version = await Publications.FindVersionAsync(Samples.Fedora, default);
        await Publish(1, version);
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Publish(2, version));
        Assert.All(await Publish(1), file => Assert.False(file.WasReplaced));
    }

    [Fact]
    public async Task SetAside_Log_MovesItWithItsReason()
    {
        string etag = await Upload("log");
        await Rejected.SetAsideAsync(Name, etag, "it is cut", default);
        await Rejected.SetAsideAsync(Name, etag, "it is cut", default);

        Assert.Empty(await _stores.BlobNames(CloudNames.LogsContainer));
        string moved = $"{Name}.{etag}";
        Assert.Equal([moved, moved + ".json"], await _stores.BlobNames(CloudNames.RejectedContainer));
        Assert.Equal("log", await Text(moved));
        Assert.Equal($$"""{"name":"{{Name}}","etag":"{{etag}}","reason":"it is cut"}""", await Text(moved + ".json"));
    }

    [Fact]
    public async Task SetAside_Replaced_LeavesTheNewLog()
    {
        string etag = await Upload("log");
        await Upload("new log");
        await Rejected.SetAsideAsync(Name, etag, "it is cut", default);

        Assert.Equal([Name], await _stores.BlobNames(CloudNames.LogsContainer));
        Assert.Empty(await _stores.BlobNames(CloudNames.RejectedContainer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetAside_AfterADeathInBetween_IsCompleted(bool hasReason)
    {
        string etag = await Upload("log");
        await _stores.Container(CloudNames.RejectedContainer).UploadBlobAsync($"{Name}.{etag}", new BinaryData("log"));
        if (hasReason)
        {
            await _stores.Container(CloudNames.RejectedContainer).UploadBlobAsync($"{Name}.{etag}.json", new BinaryData("{}"));
        }

        await Rejected.SetAsideAsync(Name, etag, "it is cut", default);

        Assert.Empty(await _stores.BlobNames(CloudNames.LogsContainer));
        Assert.Contains("it is cut", await Text($"{Name}.{etag}.json"), StringComparison.Ordinal);
    }

    private BlobClient Public(string name) => _stores.Container(CloudNames.PublicContainer).GetBlobClient($"{Samples.Fedora}/{name}");

    private async Task<string> Text(string name) =>
        (await _stores.Container(CloudNames.RejectedContainer).GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();

    private async Task<string> Upload(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        BlobContentInfo blob = await _stores.Container(CloudNames.LogsContainer).GetBlobClient(Name).UploadAsync(stream, overwrite: true);
        return CloudStorage.TextOf(blob.ETag);
    }

    private Task<IReadOnlyList<PublishedFile>> Publish(long hits, string? version = null) => Publications.PublishAsync(
        new Publication(Samples.Fedora, [Samples.Week(2909)], false, (_, _) => Samples.Stream([Samples.Count(hits)])) { Version = version },
        default);
}
