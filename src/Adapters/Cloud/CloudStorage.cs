using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Countme.Adapters.Disk;
using Countme.Adapters.Formats;

namespace Countme.Adapters.Cloud;

/// <summary>
/// The storage account that a pipeline keeps everything in: its containers and tables, and a local folder for what outgrows memory.
/// Any number of processes may use it at once.
/// </summary>
/// <param name="blobs">The account's blobs.</param>
/// <param name="tables">The account's tables.</param>
/// <param name="names">What its containers and tables are called.</param>
/// <param name="time">Dates what is written, so that leftovers of processes that died can be told from work that goes on.</param>
public sealed class CloudStorage(BlobServiceClient blobs, TableServiceClient tables, CloudNames names, TimeProvider time)
{
    /// <summary>What stays without an owner for longer than this was left by a process that died: no step runs for so long.</summary>
    internal static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private const string IdTimeFormat = "yyyyMMdd'T'HHmmssfff";

    private readonly DataDirectory _local = new(Path.Join(Path.GetTempPath(), "countme"));

    /// <summary>How logs are compressed and opened.</summary>
    /// <value>Default: every format that the system's libraries read; writes zstd on two threads.</value>
    public LogPacking Packing { get; init; } = LogPacking.OfSystem(workers: 2);

    /// <summary>The time.</summary>
    internal TimeProvider Time => time;

    /// <summary>Makes the containers and tables that are not there. A second call does nothing.</summary>
    public async Task EnsureCreatedAsync(CancellationToken cancellation)
    {
        foreach (string name in CloudNames.Containers)
        {
            await Container(name).CreateIfNotExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
        }

        foreach (string name in CloudNames.Tables)
        {
            await Table(name).CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A container by its name without the prefix.</summary>
    internal BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(names.Of(name));

    /// <summary>A table by its name without the prefix.</summary>
    internal TableClient Table(string name) => tables.GetTableClient(names.Of(name));

    /// <summary>A new name for a writing: in order of time, and no other one's.</summary>
    internal string NewId() => string.Create(
        CultureInfo.InvariantCulture,
        $"{time.GetUtcNow().UtcDateTime.ToString(IdTimeFormat, CultureInfo.InvariantCulture)}-{Random.Shared.Next():x8}");

    /// <summary>Whether a writing is so old that nobody can be at it any more; false for a text that is no such name.</summary>
    internal bool IsLeftover(string id) => id.Length > 18
        && DateTime.TryParseExact(
            id[..18], IdTimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime begun)
        && time.GetUtcNow().UtcDateTime - begun > LeftoverAge;

    /// <summary>A local file for data that outgrows memory; gone when disposed.</summary>
    internal Stream CreateScratch() => _local.CreateScratch();

    /// <summary>A local name for unfinished files, which is not taken.</summary>
    internal string NewScratchPath() => _local.NewScratchPath();

    /// <summary>An ETag as text without its quotes, as listings and events have it.</summary>
    internal static string TextOf(ETag etag) => etag.ToString().Trim('"');

    /// <summary>The ETag of a text, with its quotes or without.</summary>
    internal static ETag ETagOf(string text) => new($"\"{text.Trim('"')}\"");
}
