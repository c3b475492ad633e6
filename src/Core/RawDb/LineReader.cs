using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>Receives the requests of a block.</summary>
internal interface IRequestSink
{
    /// <summary>Takes a request; its spans are valid during the call.</summary>
    void Add(in Request request);
}

/// <summary>Cuts blocks into lines, reads the lines and counts what becomes of them. Not for several threads at once.</summary>
/// <param name="reader">Reads a line.</param>
internal sealed class LineReader(RequestReader reader)
{
    /// <summary>What became of the lines.</summary>
    public LineTally Tally { get; } = new();

    /// <summary>Reads the lines of a block. Lines end with LF, CR LF or a lone CR; the last one may have no end.</summary>
    /// <param name="block">The block.</param>
    /// <param name="rows">Receives the requests; null to count them only.</param>
    public void Read(LogBlock block, IRequestSink? rows)
    {
        for (int i = 0; i < block.TooLongLines; i++)
        {
            Tally.Count(LineOutcome.Malformed, LineReason.TooLong, default);
        }

        var lines = block.Lines;
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? lines : lines[..end];
            int skipped = end < 0 ? 0 : lines[end] == '\r' && end + 1 < lines.Length && lines[end + 1] == '\n' ? 2 : 1;
            lines = lines[(line.Length + skipped)..];
            Read(line, rows);
        }
    }

    private void Read(ReadOnlySpan<byte> line, IRequestSink? rows)
    {
        LineOutcome outcome = reader.Read(line, out Request request, out LineReason reason);
        if (outcome == LineOutcome.Counted)
        {
            Tally.Count(request.Agent);
            rows?.Add(request);
        }
        else
        {
            Tally.Count(outcome, reason, line);
        }
    }
}
