using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Adapters.Tests.Formats;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

public sealed class CloudUploadsTests : IDisposable
{
    private static readonly string Name = CloudNamesOfTests.Log("x");

    private readonly CloudStores _stores = new();

    private CloudUploads Uploads => new(_stores.Storage);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Record_RowEnteredMeanwhile_EntersNone()
    {
        LogUpload other = Samples.Upload(CloudNamesOfTests.Log("y"));
        LogUpload entered = (await Uploads.RecordAsync([Samples.Upload(Name)], default))[0];
        await Uploads.RecordAsync([entered with { ETag = "newer" }], default);

        await Assert.ThrowsAsync<ChangedMeanwhileException>(
            () => Uploads.RecordAsync([other, entered with { State = UploadState.Combined }], default));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Uploads.RecordAsync([Samples.Upload(Name)], default));

        Assert.Equal("newer", (await Uploads.FindAsync(Name, default))!.ETag);
        Assert.Null(await Uploads.FindAsync(other.Name, default));
    }

    [Fact]
    public async Task Record_Again_KeepsWhenItWasFirstReceived()
    {
        LogUpload entered = (await Uploads.RecordAsync([Samples.Upload(Name)], default))[0];
        DateTimeOffset received = _stores.Time.GetUtcNow();
        _stores.Time.Add(TimeSpan.FromDays(3));
        await Uploads.RecordAsync([entered with { State = UploadState.SetAside, Reason = "cut" }], default);

        TableEntity row = Assert.Single(await _stores.Rows(CloudNames.UploadsTable), row => row.ContainsKey("Name"));
        Assert.Equal(received, row.GetDateTimeOffset("FirstReceived"));
        Assert.Equal(("mirrors.fedoraproject.org|2025-10-06", "cut"), (row.PartitionKey, row.GetString("Reason")));
        Assert.Equal(Name.Replace('/', ':'), row.RowKey);
    }

    [Fact]
    public async Task Record_MoreThanATransactionTakes_EntersAll()
    {
        LogUpload[] uploads = [.. Enumerable.Range(0, 205).Select(i => Samples.Upload(CloudNamesOfTests.Log($"{i:000}")))];
        IReadOnlyList<LogUpload> recorded = await Uploads.RecordAsync(uploads, default);

        Assert.Equal(uploads, recorded.Select(upload => upload with { Version = null }));
        Assert.Equal(recorded, await Uploads.ListAsync(Samples.Fedora, Samples.Day("2025-10-06"), default));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("proxy01/2025/10/07/mirrors.fedoraproject.org-access.log")]
    [InlineData("proxy01/2025/10/06/mirrors.centos.org-access.log")]
    public async Task Record_NameOfNoSuchLog_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Uploads.RecordAsync([Samples.Upload(name)], default));

    [Fact]
    public async Task Open_Replaced_IsNeverReadAsTheRecordedOne()
    {
        byte[] big = new byte[5 << 20];
        new Random(7).NextBytes(big);
        LogUpload upload = await Put(big);
        LogContent? opened = await Uploads.OpenAsync(upload, default);
        await Put("other"u8.ToArray());

        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Samples.ReadAll(opened!.Stream));
        await Assert.ThrowsAsync<ChangedMeanwhileException>(() => Uploads.OpenAsync(upload, default));
    }

    [Fact]
    public async Task Open_Large_ReadsAllBytesAlsoSynchronously()
    {
        byte[] big = new byte[(5 << 20) + 3];
        new Random(8).NextBytes(big);
        LogUpload upload = await Put(big);

        LogContent? opened = await Uploads.OpenAsync(upload, default);
        using var copy = new MemoryStream();
        await using (Stream stream = opened!.Stream)
        {
            stream.CopyTo(copy);
        }

        Assert.Equal(big, copy.ToArray());
    }

    [Fact]
    public async Task Look_Log_GivesWhatTheListingGives()
    {
        string plain = "2025/10/07/mirrors.centos.org-access.log";
        foreach (string name in (
            string[])[Name, plain, "proxy01/2025/10/09/mirrors.centos.org-access.log", "proxy01/2025/10/06/notes.txt", "x"])
        {
            await _stores.Container(CloudNames.LogsContainer).UploadBlobAsync(name, new BinaryData("abc"));
        }

        List<FoundUpload> found = await Samples.ToList(
            Uploads.FindStoredAsync(Samples.Day("2025-10-05"), Samples.Day("2025-10-08"), default));

        Assert.Equal([plain, Name], found.Select(upload => upload.Name));
        Assert.Equal(found, await Samples.ToList(Uploads.FindStoredAsync(Samples.Day("2025-07-05"), Samples.Day("2025-10-08"), default)));
        Assert.Equal(found[0], await Uploads.LookAsync(plain, default));
        Assert.Equal(found[1], await Uploads.LookAsync(Name, default));
        Assert.Equal((Samples.Centos, ProxyHost.Combined, 3L), (found[0].Site, found[0].Host, found[0].StoredBytes));
        Assert.Null(await Uploads.LookAsync("x", default));
        Assert.Null(await Uploads.LookAsync(CloudNamesOfTests.Log("gone"), default));
    }

    [Theory]
    [InlineData("a/b-c.D_9", "a:b-c.D_9")]
    [InlineData("a:b~c#?\\\u0001é", "a~003ab~007ec~0023~003f~005c~0001~00e9")]
    public void Key_AnyName_IsReversible(string name, string key) => Assert.Equal(key, TableRows.KeyOf(name));

    private async Task<LogUpload> Put(byte[] content)
    {
        using var stored = new MemoryStream(TestPacking.Pack(content));
        BlobContentInfo blob = await _stores.Container(CloudNames.LogsContainer).GetBlobClient(Name).UploadAsync(stored, overwrite: true);
        return Samples.Upload(Name) with { ETag = blob.ETag.ToString() };
    }
}
