using System.Security.Cryptography;
using System.Text;
using Countme.Core.Status;
using Microsoft.DurableTask;

namespace Countme.Functions.Status;

/// <summary>
/// Tells events of one run from its orchestrator. Ids are made of the run and what is told, so telling again is no second event. Events
/// are gathered and go with the next one that begins something, or at the end, to keep histories short.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="siteName">The site.</param>
/// <param name="runId">The run.</param>
internal sealed class Teller(TaskOrchestrationContext context, string siteName, string runId)
{
    /// <summary>Longest id of an event.</summary>
    private const int MaxIdCharacters = 128;

    private readonly List<ToldEvent> _waiting = [];

    /// <summary>An id that is no longer than an event's may be.</summary>
    public static string IdOf(params ReadOnlySpan<string> parts)
    {
        string id = string.Join('/', parts);
        return id.Length <= MaxIdCharacters ? id : HashOf(id);
    }

    /// <summary>64 hexadecimal digits that stand for a text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Tells that something begins, after all that waits.</summary>
    public Task StartedAsync(string station, string key)
    {
        Add(station, key, StatusState.Started);
        return FlushAsync();
    }

    /// <summary>Tells that a step is tried again.</summary>
    public Task RetriedAsync(string station, string key, int tries, string reason)
    {
        Add(station, key, StatusState.Retried, new() { ["tries"] = tries }, reason, tries);
        return FlushAsync();
    }

    /// <summary>Adds an event that goes with the next ones.</summary>
    public void Add(
        string station, string key, StatusState state, Dictionary<string, long>? counts = null, string? reason = null, int? number = null)
    {
        string[] parts =
            [runId, station, key, StateName(state), .. number is { } n ? [FormattableString.Invariant($"{n}")] : Array.Empty<string>()];
        long time = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero).ToUnixTimeMilliseconds();
        _waiting.Add(new ToldEvent(IdOf(parts), station, state, siteName, key, runId, time) { Counts = counts, Reason = reason });
    }

    /// <summary>Tells what waits.</summary>
    public async Task FlushAsync()
    {
        // Few at a time: a message stays below 4 KiB.
        foreach (ToldEvent[] some in _waiting.Chunk(3).ToArray())
        {
            await context.CallActivityAsync(nameof(TellStatus), some, Persistence.Always);
        }

        _waiting.Clear();
    }

    private static string StateName(StatusState state) => state switch
    {
        StatusState.Started => "started",
        StatusState.Finished => "finished",
        StatusState.Failed => "failed",
        StatusState.Skipped => "skipped",
        _ => "retried",
    };
}
