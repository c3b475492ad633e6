using Countme.Adapters.Formats;
using Countme.Core.Status;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>States of log days as rows of <c>Days</c>.</summary>
/// <param name="storage">The account.</param>
public sealed class CloudDayStates(CloudStorage storage) : IDayStates
{
    private readonly DayRecords<DayState> _states = new(storage, "state", StoredJson.Default.DayState, (state, _) => state);

    /// <inheritdoc/>
    public Task<DayState?> FindAsync(Site site, LogDay day, CancellationToken cancellation) => _states.FindAsync(site, day, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<DayState> ListAsync(Site site, LogDay first, LogDay last, CancellationToken cancellation) =>
        _states.ListAsync(site, first, last, cancellation);

    /// <inheritdoc/>
    public Task PutAsync(DayState state, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(state);
        KeyValuePair<string, object>[] columns =
        [
            new("Progress", state.Progress.ToString()),
            new("RunId", state.RunId),
            new("Time", state.Time),
            new("Uploads", state.Uploads),
            new("MissingHosts", state.MissingHosts.Count),
        ];
        return _states.PutAsync(state.Site, state.Day, state, columns, cancellation);
    }
}
