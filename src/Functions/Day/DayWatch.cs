using Countme.Core.Time;
using Countme.Core.Upload;
using Countme.Functions.Settings;
using Countme.Functions.Status;

namespace Countme.Functions.Day;

/// <summary>A day's uploads as they are.</summary>
/// <param name="Uploads">The uploads.</param>
/// <param name="Expected">The hosts that should send logs; empty when nothing is known of that.</param>
public sealed record SeenDay(IReadOnlyList<LogUpload> Uploads, IReadOnlyList<ProxyHost> Expected)
{
    /// <summary>Expected hosts that sent nothing.</summary>
    public IReadOnlyList<ProxyHost> Missing => [.. Expected.Except(Uploads.Select(upload => upload.Host)).Order()];

    /// <summary>Which hosts are missing, in one line; empty when none is.</summary>
    public string MissingText => Missing is { Count: > 0 } missing
        ? Reasons.Of($"{missing.Count} of {Expected.Count} hosts sent no log: {string.Join(", ", missing)}") : "";

    /// <summary>Identifies the uploads: equal when they are the same in the same versions.</summary>
    public string Fingerprint
    {
        get
        {
            string text = string.Join('\n', Uploads.Select(upload => $"{upload.Name} {upload.ETag}").Order(StringComparer.Ordinal));
            return Teller.HashOf(text)[..16];
        }
    }
}

/// <summary>Looks at the uploads of a day and at those that it should have.</summary>
/// <param name="uploads">The ledger.</param>
/// <param name="settings">Which hosts are expected, where that is set.</param>
public sealed class DayWatch(IUploads uploads, CountmeSettings settings)
{
    /// <summary>Looks at a day.</summary>
    public async Task<SeenDay> SeeAsync(Site site, LogDay day, CancellationToken cancellation) => new(
        await uploads.ListAsync(site, day, cancellation), await ExpectedAsync(site, day, cancellation));

    /// <summary>The hosts that are set for a site, else those that sent logs in the days before.</summary>
    public async Task<IReadOnlyList<ProxyHost>> ExpectedAsync(Site site, LogDay day, CancellationToken cancellation)
    {
        if (settings.ExpectedHosts.TryGetValue(site, out ProxyHost[]? set))
        {
            return set;
        }

        var learnt = new HashSet<ProxyHost>();
        for (int back = 1; back <= settings.Options.LearnHostsDays; back++)
        {
            var before = await uploads.ListAsync(site, new LogDay(day.Date.AddDays(-back)), cancellation);
            learnt.UnionWith(before.Select(upload => upload.Host));
        }

        learnt.Remove(ProxyHost.Combined);
        return [.. learnt.Order()];
    }
}
