using System.Text.Json;
using System.Text.Json.Serialization;
using Countme.LocalHost.Storage;

namespace Countme.LocalHost.Orchestrations;

/// <summary>The history of one instance in a file, so that a test can replay it against later code.</summary>
/// <param name="Name">Name of the orchestrator.</param>
/// <param name="InstanceId">Id of the instance.</param>
/// <param name="ExecutionId">Id of its execution; replay-safe ids are made from it.</param>
/// <param name="Events">Its history.</param>
internal sealed record HistoryFile(string Name, string InstanceId, string ExecutionId, IReadOnlyList<HistoryEvent> Events)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The history of an instance as it is stored; null if there is none.</summary>
    public static async Task<HistoryFile?> ExportAsync(IInstanceStore store, string instanceId, CancellationToken cancellation) =>
        await store.LoadAsync(instanceId, cancellation) is { } contents
            ? new(contents.Instance.Record.Name, instanceId, contents.Instance.Record.ExecutionId, contents.History)
            : null;

    /// <summary>A file's text.</summary>
    public static HistoryFile Parse(string json) =>
        JsonSerializer.Deserialize<HistoryFile>(json, Indented) ?? throw new JsonException("Found null, expected a history.");

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented) + "\n";
}
