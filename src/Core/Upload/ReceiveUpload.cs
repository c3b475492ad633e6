using Countme.Core.Time;

namespace Countme.Core.Upload;

/// <summary>A log that was found, before the ledger was asked about it.</summary>
/// <param name="Host">The machine that wrote it.</param>
/// <param name="Site">The site whose requests it holds.</param>
/// <param name="Day">The day in its path or name; null when there is none there.</param>
/// <param name="Name">Where its store finds it.</param>
/// <param name="ETag">Its version.</param>
/// <param name="StoredBytes">Its size as stored.</param>
public sealed record FoundUpload(ProxyHost Host, Site Site, LogDay? Day, string Name, string ETag, long StoredBytes);

/// <summary>What <see cref="ReceiveUpload"/> did.</summary>
/// <param name="Upload">The upload as the ledger knows it now.</param>
/// <param name="IsNew">Whether its content may be other than the ledger knew.</param>
/// <param name="IsGone">Whether the log was replaced or removed before it could be looked at: nothing was entered.</param>
public sealed record ReceiveReport(LogUpload Upload, bool IsNew, bool IsGone = false);

/// <summary>Enters a found log in the ledger. A replaced log takes the place of what was known of it.</summary>
/// <param name="uploads">The ledger.</param>
/// <param name="today">
/// The UTC day of this run: no line of a log without a day in its name may be dated later than 24 hours after it.
/// </param>
/// <param name="looksInside">
/// True to set a log aside at once when none of its lines has a date or its archive is damaged before the first one; false to find that
/// out when it is combined or loaded.
/// </param>
public sealed class ReceiveUpload(IUploads uploads, LogDay today, bool looksInside = false)
{
    private const int FirstLinesBytes = 1 << 16;

    /// <summary>Receives a log. A second call with the same log does nothing.</summary>
    public async Task<ReceiveReport> RunAsync(FoundUpload found, CancellationToken cancellation)
    {
        LogUpload? before = await uploads.FindAsync(found.Name, cancellation).ConfigureAwait(false);
        if (before is not null && before.ETag == found.ETag && before.Site == found.Site)
        {
            return new ReceiveReport(before, IsNew: false);
        }

        var upload = new LogUpload
        {
            Host = found.Host,
            Site = found.Site,
            Day = found.Day ?? today,
            Name = found.Name,
            ETag = found.ETag,
            StoredBytes = found.StoredBytes,
            ClockLimitUnixSeconds = (found.Day ?? today).ClockLimitUnixSeconds,
            Version = before?.Version,
        };
        if (found.Day is null)
        {
            upload = await WithDayOfLinesAsync(upload, cancellation).ConfigureAwait(false);
        }

        if (looksInside)
        {
            if (await LookInsideAsync(upload, cancellation).ConfigureAwait(false) is not { } seen)
            {
                return new ReceiveReport(upload, IsNew: false, IsGone: true);
            }

            upload = seen;
        }

        var recorded = await uploads.RecordAsync([upload], cancellation).ConfigureAwait(false);
        return new ReceiveReport(recorded[0], IsNew: true);
    }

    /// <summary>Sets a log aside that is none.</summary>
    /// <returns>The upload; null when it is no longer there.</returns>
    private async Task<LogUpload?> LookInsideAsync(LogUpload upload, CancellationToken cancellation)
    {
        try
        {
            LogContent? content = await uploads.OpenAsync(upload, cancellation).ConfigureAwait(false);
            if (content is null)
            {
                return null;
            }

            await using var _ = content.ConfigureAwait(false);
            return await DatedLines.AreInAsync(content.Stream, cancellation).ConfigureAwait(false) ? upload : upload with
            {
                State = UploadState.SetAside,
                Reason = "Found no line with a date in brackets, expected an access log. Upload the log again, or leave it out.",
            };
        }
        catch (UnreadableLogException exception)
        {
            return upload with { State = UploadState.SetAside, Reason = exception.Message };
        }
    }

    /// <summary>A log without a day in its name belongs to the UTC day of its first dated line.</summary>
    private async Task<LogUpload> WithDayOfLinesAsync(LogUpload upload, CancellationToken cancellation)
    {
        try
        {
            LogContent? content = await uploads.OpenAsync(upload, cancellation).ConfigureAwait(false);
            if (content is null)
            {
                return upload;
            }

            await using var _ = content.ConfigureAwait(false);
            byte[] lines = new byte[FirstLinesBytes];
            int read = await content.Stream.ReadAtLeastAsync(
                lines, lines.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return FirstDay(lines.AsSpan(0, read)) is { } day && day <= UtcDay.Of(today.Date)
                ? upload with { Day = new LogDay(day.Date) }
                : upload;
        }
        catch (UnreadableLogException exception)
        {
            return upload with { State = UploadState.SetAside, Reason = exception.Message };
        }
    }

    private static UtcDay? FirstDay(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            int open = lines.IndexOf((byte)'[');
            int close = open < 0 ? -1 : lines[open..].IndexOf((byte)']');
            if (close < 0)
            {
                return null;
            }

            if (LogTime.Read(lines.Slice(open + 1, close - 1), out long unixSeconds) == LogTimeResult.Instant)
            {
                return UtcDay.Of(unixSeconds);
            }

            lines = lines[(open + 1)..];
        }

        return null;
    }
}
