using System.Runtime.CompilerServices;
using Countme.Core.Time;

namespace Countme.Core.RawDb.Lines;

/// <summary>What became of a line.</summary>
internal enum LineOutcome
{
    /// <summary>It is a request that counts.</summary>
    Counted,

    /// <summary>It is none.</summary>
    Ignored,

    /// <summary>It is one and cannot be read.</summary>
    Malformed,
}

/// <summary>A request that counts. Spans of the line; the rest is shared with all lines that say the same.</summary>
internal ref struct Request
{
    /// <summary>Who asked, as it stands in the line.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>When, in Unix seconds.</summary>
    public long UnixSeconds;

    /// <summary>What for.</summary>
    public QueryFields Query;

    /// <summary>With which system.</summary>
    public AgentFields Agent;
}

/// <summary>
/// Reads lines into requests. Agents and queries repeat from line to line and are read once; times are read from the line before.
/// Not for several threads at once.
/// </summary>
/// <param name="mode">Which requests count.</param>
/// <param name="clockLimitUnixSeconds">First instant that no line may carry.</param>
internal sealed class RequestReader(MatchMode mode, long clockLimitUnixSeconds = long.MaxValue)
{
    private readonly LogClock _clock = new();
    private readonly PieceReader<AgentFields> _agents = new(tail => AgentFields.Read(tail, mode));
    private readonly PieceReader<QueryFields> _queries = new(query => QueryFields.Read(query, mode));

    /// <summary>Reads a line without its end.</summary>
    /// <param name="line">The line.</param>
    /// <param name="request">The request; only when the outcome is counted.</param>
    /// <param name="reason">Why the line does not count; only otherwise.</param>
    public LineOutcome Read(ReadOnlySpan<byte> line, out Request request, out LineReason reason)
    {
        request = default;
        LineShape shape = default;
        if (!TryMatch(line, ref shape, out AgentFields? agent, out reason))
        {
            return LineOutcome.Ignored;
        }

        QueryFields query = _queries.Read(shape.Query);
        LogTimeResult time = _clock.Read(shape.Time, out long unixSeconds);
        if (time == LogTimeResult.Instant && query.Age == LenientIntResult.Number && unixSeconds < clockLimitUnixSeconds)
        {
            request.Host = shape.Host;
            request.UnixSeconds = unixSeconds;
            request.Query = query;
            request.Agent = agent!;
            return LineOutcome.Counted;
        }

        reason = time switch
        {
            LogTimeResult.NotATime => LineReason.Time,
            LogTimeResult.LeapSecond => LineReason.LeapSecond,
            _ when query.Age == LenientIntResult.NotANumber => LineReason.Countme,
            _ when query.Age == LenientIntResult.OutOfRange => LineReason.CountmeRange,
            _ => LineReason.Clock,
        };
        return LineOutcome.Malformed;
    }

    /// <summary>Tries each closing bracket from left to right as the end of TIME; the first one for which all the rest fits wins.</summary>
    private bool TryMatch(ReadOnlySpan<byte> line, ref LineShape shape, out AgentFields? agent, out LineReason reason)
    {
        agent = null;
        if (line.IsEmpty)
        {
            reason = LineReason.Blank;
            return false;
        }

        // Once for the line: looked for at each bracket they made a line of 1 MB, half of it blanks, take 6 s.
        if (Ascii.IsBlank(line[^1]))
        {
            line = line[..(line.LastIndexOfAnyExcept(Ascii.Blanks) + 1)];
        }

        if (!LineShapes.TryReadStart(line, ref shape, out int timeStart, out reason))
        {
            return false;
        }

        reason = LineReason.Shape;
        bool isFirst = true;
        int end = CloseAfter(line, timeStart);
        while (end > 0)
        {
            bool fits = LineShapes.TryReadRest(line[(end + 1)..], mode, ref shape, out LineReason difference);
            if (fits)
            {
                agent = _agents.Read(shape.AgentTail);
                fits = agent.Fits;
                difference = LineReason.Agent;
            }

            if (fits)
            {
                shape.Time = line[timeStart..end];
                return true;
            }

            reason = isFirst ? difference : reason;
            isFirst = false;
            end = CloseAfter(line, end);
        }

        return false;
    }

    /// <summary>Index of the first closing bracket after an index; TIME has one character at least. −1 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CloseAfter(ReadOnlySpan<byte> line, int index)
    {
        int usual = index + LogClock.UsualLength;
        if (usual < line.Length && line[usual] == ']' && line.Slice(index + 1, LogClock.UsualLength - 1).IndexOf((byte)']') < 0)
        {
            return usual;
        }

        int offset = index + 1 < line.Length ? line[(index + 1)..].IndexOf((byte)']') : -1;
        return offset < 0 ? -1 : index + 1 + offset;
    }
}
