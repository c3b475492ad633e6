using Countme.Adapters.Disk;
using Countme.Adapters.Tests.Contracts;
using Countme.Adapters.Tests.Formats;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Disk;

public sealed class DiskUploadsContractTests : UploadsContract, IDisposable
{
    private readonly DiskStores _stores = new();

    protected override IUploads Uploads => new DiskUploads(_stores.Database, TestPacking.Gzip);

    public void Dispose() => _stores.Dispose();

    protected override LogUpload Store(string label, byte[]? content) =>
        Samples.Upload(content is null ? _stores.Folder.PathOf(label) : _stores.Folder.Write(label, content));
}

public sealed class DiskCombinedLogsContractTests : CombinedLogsContract, IDisposable
{
    private readonly DiskStores _stores = new();

    protected override ICombinedLogs CombinedLogs => new DiskCombinedLogs(_stores.Directory, _stores.Database, TestPacking.Gzip);

    public void Dispose() => _stores.Dispose();
}

public sealed class DiskRawDbContractTests : RawDbContract, IDisposable
{
    private readonly DiskStores _stores = new();

    protected override IRawDb RawDb => new DiskRawDb(_stores.Directory, _stores.Database);

    public void Dispose() => _stores.Dispose();
}

public sealed class DiskTotalsContractTests : TotalsContract, IDisposable
{
    private readonly DiskStores _stores = new();

    protected override ITotals Totals => new DiskTotals(_stores.Database);

    public void Dispose() => _stores.Dispose();
}

public sealed class DiskPublicationsContractTests : PublicationsContract
{
    private readonly TempFolder _folder = new();

    private DataDirectory Directory => new(_folder.PathOf("data"));

    protected override IPublications Publications => new DiskPublications(Directory);

    protected override byte[]? Read(string name)
    {
        string path = Path.Join(Directory.PublicSitePath(Samples.Fedora), name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    protected override void Dispose(bool disposing)
    {
        _folder.Dispose();
        base.Dispose(disposing);
    }
}
