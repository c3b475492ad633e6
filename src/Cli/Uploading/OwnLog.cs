using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Cli.Uploading;

/// <summary>A log that lies on this machine and can be uploaded.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="BlobName">What it is called in the container: <c>{host}/{yyyy}/{MM}/{dd}/[http/]{site}-access.log[.ext]</c>.</param>
/// <param name="Site">The site whose requests it holds.</param>
/// <param name="Day">The day it was rotated under.</param>
/// <param name="Version">Its size and time when it was found.</param>
internal sealed record OwnLog(string Path, string BlobName, Site Site, LogDay Day, FileVersion Version)
{
    /// <summary>The host: the first folder of the blob's name.</summary>
    public string Host => BlobName[..BlobName.IndexOf('/', StringComparison.Ordinal)];
}

/// <summary>What tells cheaply whether a file may have changed.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="ModifiedUnixMs">When it was written last, in milliseconds since 1970.</param>
internal readonly record struct FileVersion(long Bytes, long ModifiedUnixMs)
{
    /// <summary>The version of a file as it is now.</summary>
    public static FileVersion Of(FileInfo file) =>
        new(file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero).ToUnixTimeMilliseconds());
}

/// <summary>A file or folder that is not uploaded.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">Why not, in words for a person.</param>
internal sealed record SkippedPath(string Path, string Reason);

/// <summary>What was found in a folder.</summary>
/// <param name="Logs">Logs to upload, by day, then by blob name.</param>
/// <param name="Skipped">Logs that are not uploaded, each with its reason. Files that are no logs at all are not listed.</param>
/// <param name="Problems">Folders and files that could not be looked at.</param>
internal sealed record OwnLogSearch(IReadOnlyList<OwnLog> Logs, IReadOnlyList<SkippedPath> Skipped, IReadOnlyList<SkippedPath> Problems);
