using Azure.Data.Tables;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>A row of the ledger. What is not known is an empty text or −1, so that a row can be merged over an earlier one.</summary>
internal static class UploadRow
{
    /// <summary>The partition whose row keys are all sites that have uploads.</summary>
    public const string SitesPartition = "|sites";

    /// <summary>The partition whose row keys are all log days of a site that have uploads.</summary>
    public static string DaysPartition(Site site) => $"{site}|days";

    /// <summary>The partition of a site and log day.</summary>
    public static string PartitionOf(Site site, LogDay day) => $"{site}|{day}";

    /// <summary>The row of an upload; when it was first received is said in a row that is new.</summary>
    public static TableEntity Of(LogUpload upload, TimeProvider time)
    {
        if (!LogName.TryParse(upload.Name, out LogName? name) || name.Site != upload.Site || name.Day != upload.Day)
        {
            throw new ArgumentException(
                $"The upload is named {upload.Name}; the ledger takes {{host}}/{{yyyy}}/{{MM}}/{{dd}}/{{site}}-access.log of {upload.Site} "
                + $"and {upload.Day}. Rename it.",
                nameof(upload));
        }

        var row = new TableEntity(PartitionOf(upload.Site, upload.Day), TableRows.KeyOf(upload.Name))
        {
            ["Name"] = upload.Name,
            ["Host"] = upload.Host.Name,
            ["Site"] = upload.Site.Name,
            ["Day"] = upload.Day.ToString(),
            ["BlobETag"] = upload.ETag,
            ["StoredBytes"] = upload.StoredBytes,
            ["ClockLimitUnixSeconds"] = upload.ClockLimitUnixSeconds,
            ["State"] = upload.State.ToString(),
            ["Reason"] = upload.Reason ?? "",
            ["Hash"] = upload.Hash?.ToString() ?? "",
            ["ContentBytes"] = upload.ContentBytes ?? -1L,
        };
        if (upload.Version is null)
        {
            row["FirstReceived"] = time.GetUtcNow();
        }

        return row;
    }

    /// <summary>The upload of a row.</summary>
    public static LogUpload Read(TableEntity row) => new()
    {
        Name = row.GetString("Name"),
        Host = new ProxyHost(row.GetString("Host")),
        Site = new Site(row.GetString("Site")),
        Day = LogDay.TryParse(row.GetString("Day"), out LogDay day) ? day : throw Damaged(row, "Day", "yyyy-MM-dd"),
        ETag = row.GetString("BlobETag"),
        StoredBytes = row.GetInt64("StoredBytes") ?? 0,
        ClockLimitUnixSeconds = row.GetInt64("ClockLimitUnixSeconds") ?? 0,
        State = Enum.TryParse(row.GetString("State"), out UploadState state) ? state : throw Damaged(row, "State", "an upload's state"),
        Reason = row.GetString("Reason") is { Length: > 0 } reason ? reason : null,
        Hash = row.GetString("Hash") is { Length: > 0 } hash ? ContentHash.Parse(hash) : null,
        ContentBytes = row.GetInt64("ContentBytes") is >= 0 and var bytes ? bytes : null,
        Version = TableRows.VersionOf(row),
    };

    private static InvalidDataException Damaged(TableEntity row, string column, string expected) =>
        new(
            $"The ledger's row {row.PartitionKey} {row.RowKey} has {column} \"{row.GetString(column)}\"; it should be {expected}. "
            + "Correct the row.");
}
