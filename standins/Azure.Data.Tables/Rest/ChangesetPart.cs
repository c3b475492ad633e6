using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The service's answer to one action of a transaction: status, headers and body of an <c>application/http</c> part. Documented: the answer
/// to a refused transaction holds one part, which says what was wrong.
/// </summary>
internal sealed class ChangesetPart : Response
{
    private const string StatusLine = "HTTP/1.1 ";

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private ChangesetPart(string[] lines, Response whole)
    {
        ClientRequestId = whole.ClientRequestId;
        int start = Array.FindIndex(lines, line => line.StartsWith(StatusLine, StringComparison.Ordinal));
        string[] status = lines[start].Split(' ', 3);
        Status = int.Parse(status[1], CultureInfo.InvariantCulture);
        ReasonPhrase = status.Length > 2 ? status[2] : "";
        int end = Array.IndexOf(lines, "", start);
        end = end < 0 ? lines.Length : end;
        foreach (string line in lines[(start + 1)..end])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            _headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines[Math.Min(end + 1, lines.Length)..]).Trim()));
    }

    public override int Status { get; }

    public override string ReasonPhrase { get; }

    public override bool IsError => Status >= 400;

    public override Stream ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    /// <summary>The parts of a batch's answer, in their order.</summary>
    public static List<ChangesetPart> Read(Response batch)
    {
        var parts = new List<ChangesetPart>();
        var lines = new List<string>();
        foreach (string line in batch.Content.ToString().Split('\n').Select(line => line.TrimEnd('\r')).Append("--"))
        {
            // Bodies are JSON objects, no line of which begins like a boundary.
            if (!line.StartsWith("--", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            if (lines.Exists(kept => kept.StartsWith(StatusLine, StringComparison.Ordinal)))
            {
                parts.Add(new ChangesetPart([.. lines], batch));
            }

            lines.Clear();
        }

        return parts;
    }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string value) => _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string> values)
    {
        values = _headers.TryGetValue(name, out string value) ? [value] : null;
        return values is not null;
    }
}
