using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Core.Combine;
using Countme.Core.Publish;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>The steps over containers and tables of their own on Azurite, one after the other as an orchestration calls them.</summary>
internal sealed class CloudMachine(Site site)
{
    private readonly CloudStorage _storage = new(
        new BlobServiceClient(Azurite.ConnectionString), new TableServiceClient(Azurite.ConnectionString), new CloudNames(Azurite.NewPrefix()), TimeProvider.System);

    public LoadOptions Load { get; init; } = new() { PlainHosts = true };

    public CloudUploads Uploads => new(_storage);

    public CloudCombinedLogs Combined => new(_storage);

    public CloudRawDb RawDb => new(_storage);

    public CloudTotals Totals => new(_storage);

    public CloudPublications Publications => new(_storage);

    /// <summary>Puts the logs below a folder where proxies put them, named by their paths.</summary>
    public async Task Put(string folder)
    {
        await _storage.EnsureCreatedAsync(default);
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (LogName.TryParse(name, out LogName? log) && log.Site == site)
            {
                await _storage.Container(CloudNames.LogsContainer).GetBlobClient(name).UploadAsync(path, overwrite: true);
            }
        }
    }

    /// <summary>Receives what is there, then runs every step that it asks for.</summary>
    /// <returns>Whether each step did something, in order.</returns>
    public async Task<IReadOnlyList<bool>> Count(LogDay first, LogDay last)
    {
        var did = new List<bool>();
        await foreach (FoundUpload found in Uploads.FindStoredAsync(first, last, default))
        {
            did.Add((await new ReceiveUpload(Uploads, last).RunAsync(found, default)).IsNew);
        }

        var changed = new SortedSet<UtcDay>();
        foreach (LogDay day in await Uploads.ListDaysAsync(site, default))
        {
            did.Add((await new CombineDay(Uploads, Combined, new CombineOptions()).RunAsync(site, day, default)).DidWork);
            LoadReport loaded = await new LoadDay(Uploads, Combined, RawDb, Load).RunAsync(site, day, force: false, default);
            did.Add(loaded.DidWork);
            changed.UnionWith(loaded.Loaded!.Parts.Select(part => part.Day));
        }

        foreach (UtcDay day in changed)
        {
            TallyReport tallied = await new TallyDay(RawDb, Totals).RunAsync(site, day, default);
            Assert.Empty(tallied.Damaged);
            did.Add(tallied.DidWork);
        }

        foreach (Week week in changed.Select(day => day.Week).Distinct())
        {
            did.Add((await new TotalWeek(Combined, Totals).RunAsync(site, week, default)).DidWork);
        }

        var files = await new PublishSite(Totals, Publications, isExact: true).RunAsync(site, default);
        return [.. did, .. files.Select(file => file.WasReplaced)];
    }

    /// <summary>The content of a published file.</summary>
    public async Task<byte[]> Published(string name) =>
        (await _storage.Container(CloudNames.PublicContainer).GetBlobClient($"{site}/{name}").DownloadContentAsync()).Value.Content.ToArray();

    /// <summary>Names of all blobs of a container.</summary>
    public async Task<IReadOnlyList<string>> Blobs(string container) =>
        [.. (await _storage.Container(container).GetBlobsAsync().ToListAsync()).Select(blob => blob.Name)];
}
