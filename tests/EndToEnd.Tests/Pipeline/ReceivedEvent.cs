using System.Text.Json;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>A status event as a consumer gets it.</summary>
/// <param name="MessageId">The id by which the bus finds duplicates.</param>
/// <param name="Text">The whole body.</param>
internal sealed record ReceivedEvent(string MessageId, string Text)
{
    private readonly JsonElement _body = JsonDocument.Parse(Text).RootElement;

    /// <summary>The CloudEvent.</summary>
    public JsonElement Body => _body;

    public string Type => _body.GetProperty("type").GetString()!;

    public string Subject => _body.GetProperty("subject").GetString()!;

    /// <summary>The second word of the type.</summary>
    public string Station => Type.Split('.')[1];

    /// <summary>The third word of the type.</summary>
    public string State => Type.Split('.')[2];

    /// <summary>Ties it to the others of the same run.</summary>
    public string Run => TextOf("run_id") ?? "";

    public JsonElement Data => _body.GetProperty("data");

    /// <summary>A text in the data; null when it has none of that name.</summary>
    public string? TextOf(string name) =>
        Data.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public override string ToString() => $"{Type} {Subject} {MessageId} {Data}";
}
