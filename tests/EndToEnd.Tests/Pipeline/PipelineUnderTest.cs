using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>A pipeline seen from outside: uploads go in, publications, events and answers come out.</summary>
internal abstract class PipelineUnderTest
{
    private const int UploadsAtOnce = 8;

    /// <summary>Calls the HTTP functions.</summary>
    public abstract HttpClient Api { get; }

    /// <summary>What has come from the bus.</summary>
    public abstract IReadOnlyList<ReceivedEvent> Events { get; }

    /// <summary>Reaches storage without faults in between.</summary>
    public abstract string StorageConnection { get; }

    /// <summary>What stands before the names of containers and tables.</summary>
    public virtual string Prefix => "";

    /// <summary>How the parts looked last, for messages.</summary>
    public abstract string Facts { get; }

    private BlobServiceClient Blobs => new(StorageConnection);

    /// <summary>Uploads a log, in the place of one of the same name.</summary>
    public Task Upload(PipelineLog log) =>
        Container("logs").GetBlobClient(log.Name).UploadAsync(BinaryData.FromBytes(log.Content), overwrite: true);

    /// <summary>Uploads logs, some at once, begun in this order.</summary>
    public Task Upload(IEnumerable<PipelineLog> logs) => Parallel.ForEachAsync(
        logs, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce }, async (log, _) => await Upload(log));

    /// <summary>Names of the blobs in a container.</summary>
    public async Task<string[]> Names(string container)
    {
        var names = new List<string>();
        await foreach (BlobItem blob in Container(container).GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The content of a blob as text.</summary>
    public async Task<string> Text(string container, string name) =>
        (await Container(container).GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();

    /// <summary>The lines of a site's totals.csv, sorted; empty while there is none.</summary>
    public async Task<string> SortedTotals(string site)
    {
        BlobClient csv = Container("public").GetBlobClient($"{site}/totals.csv");
        return await csv.ExistsAsync()
            ? SortedLines.Text(SortedLines.Of((await csv.DownloadContentAsync()).Value.Content.ToMemory().Span))
            : "";
    }

    /// <summary>Waits until a site's totals.csv is as expected.</summary>
    public Task WaitForTotals(string site, byte[] expected) => WaitUntil(
        async _ =>
            await SortedTotals(site) is var actual && actual == SortedLines.Text(expected)
                ? null
                : $"Totals of {site} are others; last:\n{actual}");

    /// <summary>Waits until everything that was begun has ended and was told.</summary>
    public Task WaitForEvents() => WaitUntil(_ => Task.FromResult(Events.Count == 0 ? "No event came." : EventRules.Unfinished(Events)));

    /// <summary>Waits until everything that was uploaded for a site is counted and told, and holds the result to all rules.</summary>
    /// <param name="site">The site.</param>
    /// <param name="logs">What counts, whatever was uploaded besides.</param>
    /// <param name="hint">Goes before the message of a failure.</param>
    public async Task AssertWhole(string site, IEnumerable<PipelineLog> logs, string hint)
    {
        byte[] expected = await Oracle.SortedTotals(site, logs);
        await WaitForTotals(site, expected);
        await WaitForEvents();
        EventRules.AssertAll(Events, hint + "\n");
        Assert.Equal(hint + SortedLines.Text(expected), hint + await SortedTotals(site));
    }

    /// <summary>Waits until something has come about.</summary>
    /// <param name="missing">What is still missing, in words; null once nothing is.</param>
    public Task WaitUntil(Func<CancellationToken, Task<string?>> missing) => Eventually.Happens(missing, () => Facts);

    /// <summary>Reads JSON from an HTTP function.</summary>
    public async Task<JsonElement> Get(string path) => await Api.GetFromJsonAsync<JsonElement>(path);

    private BlobContainerClient Container(string name) => Blobs.GetBlobContainerClient(Prefix + name);
}
