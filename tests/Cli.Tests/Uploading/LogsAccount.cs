using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Countme.Cli.Tests.Running;

namespace Countme.Cli.Tests.Uploading;

/// <summary>A container of its own on Azurite, and a proxy that uploads to it.</summary>
internal sealed class LogsAccount : IDisposable
{
    private readonly WorkFolder _work = new();

    private LogsAccount(BlobContainerClient container) => Container = container;

    public BlobContainerClient Container { get; }

    public WorkFolder Work => _work;

    /// <summary>The folder that is uploaded.</summary>
    public string Logs => _work.PathOf("logs");

    /// <summary>The file that remembers.</summary>
    public string State => _work.PathOf("state", "upload.jsonl");

    public static async Task<LogsAccount> New()
    {
        var container = new BlobServiceClient(Azurite.ConnectionString).GetBlobContainerClient(Azurite.NewPrefix() + "logs");
        await container.CreateAsync();
        return new LogsAccount(container);
    }

    /// <summary>A connection string that allows no more than some operations on the container.</summary>
    public string Allowing(BlobContainerSasPermissions permissions)
    {
        Uri uri = Container.GenerateSasUri(permissions, DateTimeOffset.MaxValue.AddYears(-1000));
        return $"BlobEndpoint={Container.GetParentBlobServiceClient().Uri};SharedAccessSignature={uri.Query[1..]}";
    }

    /// <summary>Writes a file below the folder that is uploaded, last written at a given second of 2025.</summary>
    public string File(string path, string text = "log\n", int second = 0)
    {
        string full = Path.Join(Logs, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text);
        System.IO.File.SetLastWriteTimeUtc(full, new DateTime(2025, 10, 7, 1, 0, 0, DateTimeKind.Utc).AddSeconds(second));
        return full;
    }

    /// <summary>Uploads as the host proxy01, every day.</summary>
    public Task<Ran> Upload(params string[] options) => UploadAs(Azurite.ConnectionString, options);

    /// <summary>The same with another connection string.</summary>
    public Task<Ran> UploadAs(string connection, params string[] options) => Ran.EndOf(Start(connection, options));

    /// <summary>Starts to upload.</summary>
    public Process Start(string connection, params string[] options)
    {
        string[] usual = ["--logs", Logs, "--days", "0", "--container", Container.Name, "--state", State, "--retries", "1"];
        var asked = usual.Chunk(2).Where(pair => !options.Contains(pair[0])).SelectMany(pair => pair);
        return Ran.Start(["upload", .. asked, .. options], null, ("CountmeStorage", connection));
    }

    /// <summary>Name, text and ETag of each blob.</summary>
    public async Task<IReadOnlyDictionary<string, (string Text, string ETag)>> Blobs()
    {
        var blobs = new SortedDictionary<string, (string, string)>(StringComparer.Ordinal);
        await foreach (BlobItem item in Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, CancellationToken.None))
        {
            BlobDownloadResult got = await Container.GetBlobClient(item.Name).DownloadContentAsync();
            blobs[item.Name] = (got.Content.ToString(), got.Details.ETag.ToString());
        }

        return blobs;
    }

    /// <summary>Blocks that were sent for a blob and belong to none.</summary>
    public async Task<int> Staged(string blob)
    {
        try
        {
            BlockList list = await Container.GetBlockBlobClient(blob).GetBlockListAsync(BlockListTypes.Uncommitted);
            return list.UncommittedBlocks.Count();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return 0;
        }
    }

    public void Dispose() => _work.Dispose();
}
