using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Models;
using Countme.Adapters.Cloud;
using Countme.Adapters.Tests.Contracts;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Cloud;

public sealed class CloudUploadsContractTests : UploadsContract, IDisposable
{
    private readonly CloudStores _stores = new();

    protected override IUploads Uploads => new CloudUploads(_stores.Storage);

    public void Dispose() => _stores.Dispose();

    protected override LogUpload Upload(string label, string host = "proxy01", string day = "2025-10-06", Site? site = null) =>
        Samples.Upload(CloudNamesOfTests.Log(label, host, day, site), host, day, site);

    protected override LogUpload Store(string label, byte[]? content)
    {
        LogUpload upload = Upload(label);
        if (content is null)
        {
            return upload;
        }

        BlobContentInfo blob = _stores.Container(CloudNames.LogsContainer).GetBlobClient(upload.Name).Upload(new BinaryData(content));
        return upload with { ETag = blob.ETag.ToString() };
    }
}

public sealed class CloudCombinedLogsContractTests : CombinedLogsContract, IDisposable
{
    private readonly CloudStores _stores = new();

    protected override ICombinedLogs CombinedLogs => new CloudCombinedLogs(_stores.Storage);

    public void Dispose() => _stores.Dispose();
}

public sealed class CloudRawDbContractTests : RawDbContract, IDisposable
{
    private readonly CloudStores _stores = new();

    protected override IRawDb RawDb => new CloudRawDb(_stores.Storage);

    public void Dispose() => _stores.Dispose();
}

public sealed class CloudTotalsContractTests : TotalsContract, IDisposable
{
    private readonly CloudStores _stores = new();

    protected override ITotals Totals => new CloudTotals(_stores.Storage);

    public void Dispose() => _stores.Dispose();
}

public sealed class CloudPublicationsContractTests : PublicationsContract
{
    private readonly CloudStores _stores = new();

    protected override IPublications Publications => new CloudPublications(_stores.Storage);

    protected override byte[]? Read(string name)
    {
        var blob = _stores.Container(CloudNames.PublicContainer).GetBlobClient($"{Samples.Fedora}/{name}");
        return blob.Exists() ? blob.DownloadContent().Value.Content.ToArray() : null;
    }

    protected override void Dispose(bool disposing)
    {
        _stores.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Names of blobs that tests make.</summary>
internal static class CloudNamesOfTests
{
    /// <summary>A log's name with any text in it, in the order of the texts' bytes.</summary>
    public static string Log(string label, string host = "proxy01", string day = "2025-10-06", Site? site = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"{host}/{day.Replace('-', '/')}/{site ?? Samples.Fedora}-access.log.x{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(label))}");
}
