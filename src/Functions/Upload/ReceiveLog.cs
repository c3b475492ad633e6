using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Countme.Functions.Settings;
using Countme.Functions.Status;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Upload;

/// <summary>Takes a log in that was uploaded: enters it in the ledger, sets it aside if it is none, and tells.</summary>
/// <param name="stored">The logs as proxies put them.</param>
/// <param name="uploads">The ledger.</param>
/// <param name="reject">Sets logs aside.</param>
/// <param name="bus">Is told.</param>
/// <param name="settings">Which sites are counted.</param>
/// <param name="time">Today.</param>
/// <param name="logger">Is told as well.</param>
public sealed class ReceiveLog(
    IStoredLogs stored, IUploads uploads, RejectLog reject, IStatusBus bus, CountmeSettings settings, TimeProvider time,
    ILogger<ReceiveLog> logger)
{
    private const string BadName =
        "The name is none of a log: {host}/{yyyy}/{MM}/{dd}/{site}-access.log is expected, with .gz, .xz, .zst or .bz2 behind it if it is "
        + "compressed. Upload it again under such a name.";

    private const string BadDay =
        "The day on which the log was rotated is expected. Set the proxy's clock, and upload the log again under such a name.";

    /// <summary>Takes a log in by its name. A second call with the same log tells nothing new.</summary>
    /// <returns>The day that has news; null when none has.</returns>
    public async Task<DayKey?> RunAsync(string name, CancellationToken cancellation)
    {
        if (await stored.FindAsync(name, cancellation) is not { } log)
        {
            Log.UploadGone(logger, name);
            return null;
        }

        if (!LogName.TryParse(name, out LogName? parsed))
        {
            await RejectNameAsync(log, BadName, cancellation);
            return null;
        }

        // Far to the east a day ends half a day before it does in UTC.
        if (parsed.Day is { } day && day.Date > Today.Date.AddDays(1))
        {
            string reason = $"The name tells {day}, a day to come: its lines would close weeks that are not over. {BadDay}";
            await RejectNameAsync(log, reason, cancellation);
            return null;
        }

        return await RunAsync(new FoundUpload(parsed.Host, parsed.Site, parsed.Day, name, log.ETag, log.Bytes), cancellation);
    }

    /// <summary>The same for a log that was found with a good name.</summary>
    public async Task<DayKey?> RunAsync(FoundUpload found, CancellationToken cancellation)
    {
        if (!settings.IsCounted(found.Site))
        {
            Log.UploadNotCounted(logger, found.Name);
            return null;
        }

        ReceiveReport report = await new ReceiveUpload(uploads, Today, looksInside: true).RunAsync(found, cancellation);
        Log.UploadReceived(logger, found.Name, report.Upload.State.ToString(), found.StoredBytes, report.IsNew);

        // A log that the ledger knows may be one whose first reception was cut short: all is told again, under the same ids.
        bool isSettled = report.IsGone || (!report.IsNew && report.Upload.State is UploadState.Combined or UploadState.Duplicate);
        if (isSettled)
        {
            return null;
        }

        await TellAsync(report.Upload, cancellation);
        return DayKey.Of(report.Upload.Site, report.Upload.Day);
    }

    private LogDay Today => new(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    private async Task TellAsync(LogUpload upload, CancellationToken cancellation)
    {
        var log = new StoredLog(upload.Name, upload.ETag, upload.StoredBytes);
        await (upload.State == UploadState.SetAside
            ? reject.RunAsync(upload.Site, upload.Day, log, upload.Reason ?? "It cannot be read.", cancellation)
            : bus.TellAsync([UploadEvents.Of(StatusState.Finished, upload.Site, upload.Day, log, time.GetUtcNow(), null)], cancellation));
    }

    /// <summary>
    /// A log whose name tells no site and day, or one that cannot be, stands in the ledger under <see cref="RejectLog.Unknown"/>, the day
    /// it came and a name made for it.
    /// </summary>
    private async Task RejectNameAsync(StoredLog log, string reason, CancellationToken cancellation)
    {
        string day = Today.ToString().Replace('-', '/');
        string name = $"rejected/{day}/{RejectLog.Unknown}-access.log.{Teller.HashOf(log.Name)[..16]}";
        LogUpload? before = await uploads.FindAsync(name, cancellation);
        var row = new LogUpload
        {
            Host = new ProxyHost("rejected"),
            Site = RejectLog.Unknown,
            Day = Today,
            Name = name,
            ETag = log.ETag,
            StoredBytes = log.Bytes,
            ClockLimitUnixSeconds = Today.ClockLimitUnixSeconds,
            State = UploadState.SetAside,
            Reason = Reasons.Of($"{log.Name}: {reason}"),
            Version = before?.Version,
        };
        await uploads.RecordAsync([row], cancellation);
        await reject.RunAsync(RejectLog.Unknown, Today, log, reason, cancellation);
    }
}
