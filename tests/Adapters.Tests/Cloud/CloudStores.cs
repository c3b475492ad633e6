using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Adapters.Formats;
using Countme.Adapters.Tests.Formats;

namespace Countme.Adapters.Tests.Cloud;

/// <summary>Containers and tables of a test's own on Azurite, empty and gone with the test.</summary>
internal sealed class CloudStores : IDisposable
{
    public CloudStores(LogPacking? packing = null)
    {
        Names = new CloudNames(Azurite.NewPrefix());
        Storage = Open(packing);
        Storage.EnsureCreatedAsync(default).GetAwaiter().GetResult();
    }

    public CloudNames Names { get; }

    public ManualTime Time { get; } = new();

    public BlobServiceClient Blobs { get; } = new(Azurite.ConnectionString);

    public TableServiceClient Tables { get; } = new(Azurite.ConnectionString);

    public CloudStorage Storage { get; }

    /// <summary>The same account as another process sees it.</summary>
    public CloudStorage Open(LogPacking? packing = null, TableServiceClient? tables = null) =>
        new(Blobs, tables ?? Tables, Names, Time) { Packing = packing ?? TestPacking.Gzip };

    /// <summary>The same account behind a proxy that spoils requests for tables, which are sent again a few times.</summary>
    public CloudStorage Behind(FaultProxy proxy)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 3;
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return Open(
            tables: new TableServiceClient(
                proxy.Address, new TableSharedKeyCredential(Setting("AccountName"), Setting("AccountKey")), options));
    }

    /// <summary>A proxy in front of the tables.</summary>
    public static FaultProxy Before(Func<FaultRequest, Fault> decide) => new(new Uri(Setting("TableEndpoint")), decide);

    public BlobContainerClient Container(string name) => Blobs.GetBlobContainerClient(Names.Of(name));

    public TableClient Table(string name) => Tables.GetTableClient(Names.Of(name));

    public async Task<List<TableEntity>> Rows(string table) => await Table(table).QueryAsync<TableEntity>().ToListAsync();

    public async Task<List<string>> BlobNames(string container) =>
        await Container(container).GetBlobsAsync().Select(blob => blob.Name).ToListAsync();

    public void Dispose()
    {
        Parallel.ForEach(CloudNames.Containers, name => Container(name).DeleteIfExists());
        Parallel.ForEach(CloudNames.Tables, name => Table(name).DeleteAsync().GetAwaiter().GetResult());
    }

    private static string Setting(string name) =>
        Azurite.ConnectionString.Split(';').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}

/// <summary>A clock that stands still until it is put forward.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2025, 10, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Add(TimeSpan time) => _now += time;
}
