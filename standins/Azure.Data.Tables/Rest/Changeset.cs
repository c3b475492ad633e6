using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The body of a transaction. Documented: a <c>multipart/mixed</c> batch that holds one change set, also <c>multipart/mixed</c>, of one
/// <c>application/http</c> part for each action; lines end with CR LF.
/// </summary>
internal sealed class Changeset : IDisposable
{
    private readonly string _batch = $"batch_{Guid.NewGuid()}";
    private readonly string _changes = $"changeset_{Guid.NewGuid()}";
    private readonly MemoryStream _parts = new();

    public int Count { get; private set; }

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    /// <summary>Adds a request; it is not sent by itself and so is not signed.</summary>
    public async Task AddAsync(Request request, CancellationToken cancellationToken)
    {
        Count++;
        var head = new StringBuilder();
        Line(head, $"--{_changes}");
        Line(head, "Content-Type: application/http");
        Line(head, "Content-Transfer-Encoding: binary");
        Line(head, "");
        Line(head, $"{request.Method} {request.Uri.ToUri().AbsoluteUri} HTTP/1.1");
        foreach (HttpHeader header in request.Headers)
        {
            Line(head, $"{header.Name}: {header.Value}");
        }

        Line(head, "");
        _parts.Write(Encoding.UTF8.GetBytes(head.ToString()));
        if (request.Content is not null)
        {
            await request.Content.WriteToAsync(_parts, cancellationToken).ConfigureAwait(false);
        }

        _parts.Write("\r\n"u8);
    }

    public byte[] Body() =>
    [
        .. Encoding.UTF8.GetBytes($"--{_batch}\r\nContent-Type: multipart/mixed; boundary={_changes}\r\n\r\n"),
        .. _parts.ToArray(),
        .. Encoding.UTF8.GetBytes($"--{_changes}--\r\n--{_batch}--\r\n"),
    ];

    public void Dispose() => _parts.Dispose();

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
