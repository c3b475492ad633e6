using Microsoft.Azure.Functions.Worker;

namespace Countme.Functions.Day;

/// <summary>What an orchestrator needs to know to go on waiting or not.</summary>
/// <param name="Uploads">Uploads that are there.</param>
/// <param name="Fingerprint">Identifies them.</param>
/// <param name="Expected">Hosts that should send logs; 0 when nothing is known of that.</param>
/// <param name="Missing">Hosts among them that sent nothing.</param>
public sealed record DayLook(int Uploads, string Fingerprint, int Expected, int Missing)
{
    /// <summary>Whether no more uploads are to be expected.</summary>
    internal bool IsWhole => Expected > 0 && Missing == 0;
}

/// <summary>Looks at a day's uploads.</summary>
/// <param name="watch">Looks.</param>
public sealed class LookAtDay(DayWatch watch)
{
    /// <summary>Looks.</summary>
    [Function(nameof(LookAtDay))]
    public async Task<DayLook> RunAsync([ActivityTrigger] DayKey key, CancellationToken cancellation)
    {
        SeenDay seen = await watch.SeeAsync(key.Site, key.LogDay, cancellation);
        return new DayLook(seen.Uploads.Count, seen.Fingerprint, seen.Expected.Count, seen.Missing.Count);
    }
}
