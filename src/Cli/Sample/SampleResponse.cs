using System.Text;

namespace Countme.Cli.Sample;

/// <summary>What a line says after the request's target: protocol, status and size.</summary>
/// <param name="Text">Protocol and status, with the blank before the size or with the size <c>-</c>.</param>
/// <param name="LeastBytes">Smallest response size.</param>
/// <param name="Spread">Number of different response sizes; 0 if the size stands in the text.</param>
internal sealed record SampleResponse(byte[] Text, int LeastBytes, int Spread)
{
    private static readonly (string Name, double Weight)[] Protocols =
        [("HTTP/1.1", 60), ("HTTP/2.0", 39), ("HTTP/2", 0.7), ("HTTP/1.0", 0.3)];

    private static readonly (string Status, int LeastBytes, int Spread, double Weight)[] Statuses =
    [
        ("200", 4_000, 29_000, 94.4), ("302", 300, 400, 1.5),
        ("404", 200, 500, 1.7), ("304 -", 0, 0, 0.7), ("503", 300, 200, 0.6), ("403", 200, 100, 0.4), ("500", 300, 300, 0.3),
        ("206", 400, 400, 0.2), ("301", 250, 50, 0.2),
    ];

    /// <summary>Responses as often as they occur: about 95 of 100 are of a kind that counts.</summary>
    public static WeightedTable<SampleResponse> Table { get; } = new(
    [
        .. from protocol in Protocols
           from status in Statuses
           let text = $" {protocol.Name}\" {status.Status}{(status.Spread == 0 ? "" : " ")}"
           select (new SampleResponse(Encoding.UTF8.GetBytes(text), status.LeastBytes, status.Spread), protocol.Weight * status.Weight),
    ]);
}
