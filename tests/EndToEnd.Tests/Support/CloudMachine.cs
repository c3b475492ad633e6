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
        new BlobServiceClient(Azurite.ConnectionString),
        new TableServiceClient(Azurite.ConnectionString),
        new CloudNames(Azurite.NewPrefix()),
        TimeProvider.System);

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

    /// <summary>Puts one log.</summary>
    public async Task Put(string name, string content)
    {
        await _storage.EnsureCreatedAsync(default);
        await _storage.Container(CloudNames.LogsContainer).GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);
    }

    /// <summary>Receives one log.</summary>
    public async Task Receive(string name) =>
        await new ReceiveUpload(Uploads, Machine.Day("2025-10-20")).RunAsync((await Uploads.LookAsync(name, default))!, default);

    /// <summary>
    /// Receives what is there, then counts all days at the same time, each step twice at once; what is refused runs again.
    /// </summary>
    public async Task CountAtOnce(LogDay first, LogDay last)
    {
        await foreach (FoundUpload found in Uploads.FindStoredAsync(first, last, default))
        {
            await Twice(() => new ReceiveUpload(Uploads, last).RunAsync(found, default));
        }

        await Task.WhenAll((await Uploads.ListDaysAsync(site, default)).Select(day => Task.Run(() => CountDay(day))));
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

    private async Task CountDay(LogDay day)
    {
        await Twice(async () =>
        {
            await new CombineDay(Uploads, Combined, new CombineOptions()).RunAsync(site, day, default);
            await new LoadDay(Uploads, Combined, RawDb, Load).RunAsync(site, day, force: false, default);
        });
        UtcDay[] days = [.. (await RawDb.FindLoadedAsync(site, day, default))!.Parts.Select(part => part.Day)];
        foreach (UtcDay changed in days)
        {
            await Twice(() => new TallyDay(RawDb, Totals).RunAsync(site, changed, default));
        }

        foreach (Week week in days.Select(changed => changed.Week).Distinct())
        {
            await Twice(() => new TotalWeek(Combined, Totals).RunAsync(site, week, default));
        }

        await Twice(() => new PublishSite(Totals, Publications, isExact: true).RunAsync(site, default));
    }

    private static Task Twice(Func<Task> step) => Task.WhenAll(Again(step), Again(step));

    private static async Task Again(Func<Task> step)
    {
        const int tries = 100;
        for (int i = 1; ; i++)
        {
            try
            {
                await step();
                return;
            }
            catch (ChangedMeanwhileException) when (i < tries)
            {
            }
        }
    }

    /// <summary>The content of a published file.</summary>
    public async Task<byte[]> Published(string name) =>
        (await _storage.Container(CloudNames.PublicContainer).GetBlobClient($"{site}/{name}").DownloadContentAsync())
            .Value.Content.ToArray();

    /// <summary>Names of all blobs of a container.</summary>
    public async Task<IReadOnlyList<string>> Blobs(string container) =>
        [.. (await _storage.Container(container).GetBlobsAsync().ToListAsync()).Select(blob => blob.Name)];
}
