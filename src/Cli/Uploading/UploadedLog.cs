using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Countme.Cli.Uploading;

/// <summary>A blob that is there.</summary>
/// <param name="ETag">Changes whenever it is written.</param>
/// <param name="Version">Size and time of the file it came from; time 0 when it came otherwise.</param>
/// <param name="Sha256">Fingerprint of that file; null when it came otherwise.</param>
internal sealed record UploadedLog(ETag ETag, FileVersion Version, string? Sha256)
{
    private const string ModifiedName = "modified";
    private const string Sha256Name = "sha256";

    /// <summary>What is written beside a blob, so that a later run knows the file again.</summary>
    public static Dictionary<string, string> Metadata(FileVersion version, string sha256) => new()
    {
        [ModifiedName] = version.ModifiedUnixMs.ToString(CultureInfo.InvariantCulture),
        [Sha256Name] = sha256,
    };

    /// <summary>Lists the blobs whose names begin with one of some texts.</summary>
    /// <returns>The blobs by name; null when this identity may not list.</returns>
    public static async Task<IReadOnlyDictionary<string, UploadedLog>?> ListAsync(
        BlobContainerClient container, IEnumerable<string> prefixes, CancellationToken cancellation)
    {
        var found = new Dictionary<string, UploadedLog>(StringComparer.Ordinal);
        try
        {
            foreach (string prefix in prefixes)
            {
                await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellation))
                {
                    found[blob.Name] = Of(blob.Properties.ETag ?? default, blob.Properties.ContentLength ?? -1, blob.Metadata);
                }
            }

            return found;
        }
        catch (RequestFailedException exception) when (exception.Status == 403)
        {
            return null;
        }
    }

    /// <summary>Asks for one blob.</summary>
    /// <returns>Null when it is not there, or when this identity may not look.</returns>
    public static async Task<UploadedLog?> FindAsync(BlockBlobClient blob, CancellationToken cancellation)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            return Of(properties.ETag, properties.ContentLength, properties.Metadata);
        }
        catch (RequestFailedException exception) when (exception.Status is 403 or 404)
        {
            return null;
        }
    }

    private static UploadedLog Of(ETag etag, long bytes, IDictionary<string, string>? metadata)
    {
        string? modified = metadata?.FirstOrDefault(pair => Equals(pair.Key, ModifiedName)).Value;
        string? sha256 = metadata?.FirstOrDefault(pair => Equals(pair.Key, Sha256Name)).Value;
        _ = long.TryParse(modified, NumberStyles.None, CultureInfo.InvariantCulture, out long modifiedUnixMs);
        return new UploadedLog(etag, new FileVersion(bytes, modifiedUnixMs), sha256);
    }

    /// <summary>Names come back in the case they were written in, or in lower case.</summary>
    private static bool Equals(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
