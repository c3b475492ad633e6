namespace Countme.Core.Upload;

/// <summary>Keeps logs that cannot be counted, each with its reason beside it, away from those that can.</summary>
public interface IRejectedLogs
{
    /// <summary>
    /// Moves a log out of the uploads and writes its reason beside it. A second call does nothing; neither does a call for a log that
    /// has been replaced since.
    /// </summary>
    /// <param name="name">The upload's name.</param>
    /// <param name="etag">The version that is set aside.</param>
    /// <param name="reason">Why, without any content of the log.</param>
    /// <param name="cancellation">Stops the move; the log is then in one of the two places, or whole in both.</param>
    Task SetAsideAsync(string name, string etag, string reason, CancellationToken cancellation);
}
