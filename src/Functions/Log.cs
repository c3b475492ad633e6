using Microsoft.Extensions.Logging;

namespace Countme.Functions;

/// <summary>Everything that the app logs. Ids by station, a hundred each; never an address, an agent or a line of a log.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Received {Name}: {State}, {StoredBytes} bytes, new: {IsNew}")]
    public static partial void UploadReceived(ILogger logger, string name, string state, long storedBytes, bool isNew);

    [LoggerMessage(101, LogLevel.Warning, "Set {Name} aside: {Reason}")]
    public static partial void UploadSetAside(ILogger logger, string name, string reason);

    [LoggerMessage(102, LogLevel.Debug, "{Name} is gone or was replaced before it was received")]
    public static partial void UploadGone(ILogger logger, string name);

    [LoggerMessage(103, LogLevel.Debug, "{Name} is of a site that is not counted")]
    public static partial void UploadNotCounted(ILogger logger, string name);

    [LoggerMessage(200, LogLevel.Information, "Combined {Key}: {Inputs} logs, {SetAside} set aside, new: {DidWork}")]
    public static partial void Combined(ILogger logger, string key, long inputs, long setAside, bool didWork);

    [LoggerMessage(300, LogLevel.Information, "Loaded {Key}: {Lines} lines, {Counted} counted, {Malformed} malformed, new: {DidWork}")]
    public static partial void Loaded(ILogger logger, string key, long lines, long counted, long malformed, bool didWork);

    [LoggerMessage(400, LogLevel.Information, "Tallied {Site} {Day}: {Rows} rows, damaged parts: {Damaged}, new: {DidWork}")]
    public static partial void Tallied(ILogger logger, string site, string day, long rows, int damaged, bool didWork);

    [LoggerMessage(401, LogLevel.Information, "Totalled {Site} week of {Monday}: {State}, revision {Revision}, new: {DidWork}")]
    public static partial void Totalled(ILogger logger, string site, string monday, string state, int revision, bool didWork);

    [LoggerMessage(500, LogLevel.Information, "Published {Site}: {Files} files, {Replaced} replaced")]
    public static partial void Published(ILogger logger, string site, int files, int replaced);

    [LoggerMessage(
        600, LogLevel.Information,
        "Swept {First} to {Last}: {Logs} logs, {New} new, {Woken} days woken, {Missing} days with missing hosts")]
    public static partial void Swept(ILogger logger, string first, string last, int logs, int @new, int woken, int missing);

    [LoggerMessage(
        601, LogLevel.Warning, "Week not complete: {Site} week of {Monday} ended {Days} days ago, {MissingDays} of its days have no data")]
    public static partial void WeekLate(ILogger logger, string site, string monday, int days, int missingDays);

    [LoggerMessage(602, LogLevel.Error, "Day failed: {Site} {Day}: {Reason}")]
    public static partial void DayFailed(ILogger logger, string site, string day, string reason);

    [LoggerMessage(700, LogLevel.Information, "Removed {Rows} raw rows of {Site} before {Until}, {Logs} logs; old histories: {Histories}")]
    public static partial void Removed(ILogger logger, string site, long rows, string until, int logs, int histories);

    [LoggerMessage(800, LogLevel.Information, "{Waiting} events wait for the bus")]
    public static partial void EventsWait(ILogger logger, int waiting);

    [LoggerMessage(900, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);
}
