namespace Countme.Core.RawDb.Lines;

/// <summary>The parts of a line that fits, up to its agent. Spans of the line.</summary>
internal ref struct LineShape
{
    /// <summary>HOST.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>TIME, between the brackets.</summary>
    public ReadOnlySpan<byte> Time;

    /// <summary>QUERY, after the question mark; empty also when there is none.</summary>
    public ReadOnlySpan<byte> Query;

    /// <summary>All that follows the agent's opening quote, to the end of the line.</summary>
    public ReadOnlySpan<byte> AgentTail;
}

/// <summary>
/// The shape of a line that counts:
/// <code>HOST b IDENT b USER b [TIME] b "METHOD b PATH?QUERY b PROTO" b STATUS b BYTES b "REFERRER" b "AGENT"</code>
/// where every <c>b</c> is exactly one BLANK. The end of TIME is tried at each <c>]</c> from left to right; the caller asks for the
/// next one when the agent does not fit.
/// </summary>
internal static class LineShapes
{
    /// <summary>Reads HOST, IDENT, USER and the bracket that opens TIME.</summary>
    /// <returns>False when the line does not start like that; then <paramref name="reason"/> says how it differs.</returns>
    public static bool TryReadStart(ReadOnlySpan<byte> line, ref LineShape shape, out int timeStart, out LineReason reason)
    {
        reason = LineReason.Shape;
        timeStart = 0;
        int host = BlankAt(line, 0);
        int ident = BlankAt(line, host + 1);
        int user = BlankAt(line, ident + 1);
        if (host <= 0 || ident <= host + 1 || user <= ident + 1 || user + 1 >= line.Length)
        {
            return false;
        }

        if (line[user + 1] != '[')
        {
            reason = line[(user + 1)..].IndexOf(" ["u8) >= 0 ? LineReason.User : LineReason.Shape;
            return false;
        }

        shape.Host = line[..host];
        timeStart = user + 2;
        return true;
    }

    /// <summary>Reads what follows the bracket that closes TIME, up to the agent.</summary>
    /// <returns>False when it does not fit; then <paramref name="reason"/> says how it differs.</returns>
    public static bool TryReadRest(ReadOnlySpan<byte> rest, MatchMode mode, ref LineShape shape, out LineReason reason)
    {
        return TryReadRequest(ref rest, mode, ref shape, out reason)
            && TryReadStatus(ref rest, mode, out reason)
            && TryReadBytes(ref rest, out reason)
            && TryReadReferrer(ref rest, ref shape, out reason);
    }

    private static bool TryReadRequest(ref ReadOnlySpan<byte> rest, MatchMode mode, ref LineShape shape, out LineReason reason)
    {
        reason = LineReason.Shape;
        if (rest.Length < 2 || !Ascii.IsBlank(rest[0]) || rest[1] != '"')
        {
            return false;
        }

        rest = rest[2..];
        reason = LineReason.Method;
        int method = MethodLength(rest, mode);
        if (method == 0 || method >= rest.Length || !Ascii.IsBlank(rest[method]))
        {
            return false;
        }

        rest = rest[(method + 1)..];
        return TryReadTarget(ref rest, mode, ref shape, out reason) && TryReadProtocol(ref rest, out reason);
    }

    private static int MethodLength(ReadOnlySpan<byte> rest, MatchMode mode)
    {
        if (mode == MatchMode.Mirrors)
        {
            int end = rest.IndexOfAnyExcept(Ascii.Token);
            return Math.Max(end, 0);
        }

        return rest.StartsWith("GET"u8) ? 3 : rest.StartsWith("HEAD"u8) ? 4 : 0;
    }

    private static bool TryReadTarget(ref ReadOnlySpan<byte> rest, MatchMode mode, ref LineShape shape, out LineReason reason)
    {
        reason = LineReason.Path;
        int path = rest.StartsWith("/metalink"u8) ? "/metalink".Length : rest.StartsWith("/mirrorlist"u8) ? "/mirrorlist".Length : 0;
        if (path == 0 || path >= rest.Length)
        {
            return false;
        }

        rest = rest[path..];
        if (rest[0] != '?')
        {
            bool isBare = Ascii.IsBlank(rest[0]);
            reason = isBare ? LineReason.NoQuery : LineReason.Path;
            shape.Query = default;
            rest = rest[1..];
            return isBare && mode == MatchMode.Mirrors;
        }

        int query = rest.IndexOfAny(Ascii.Blanks);
        reason = LineReason.Protocol;
        if (query < 0)
        {
            return false;
        }

        shape.Query = rest[1..query];
        rest = rest[(query + 1)..];
        return true;
    }

    private static bool TryReadProtocol(ref ReadOnlySpan<byte> rest, out LineReason reason)
    {
        const int Length = 8;
        reason = LineReason.Protocol;
        if (rest.Length < Length + 2 || !rest.StartsWith("HTTP/"u8) || !Ascii.IsDigit(rest[5]) || rest[6] != '.' || !Ascii.IsDigit(rest[7])
            || rest[Length] != '"' || !Ascii.IsBlank(rest[Length + 1]))
        {
            return false;
        }

        rest = rest[(Length + 2)..];
        return true;
    }

    private static bool TryReadStatus(ref ReadOnlySpan<byte> rest, MatchMode mode, out LineReason reason)
    {
        reason = LineReason.Status;
        int length = mode == MatchMode.Mirrors ? Math.Max(rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9'), 0)
            : rest.StartsWith("200"u8) || rest.StartsWith("302"u8) ? 3 : 0;
        if (length == 0 || length >= rest.Length || !Ascii.IsBlank(rest[length]))
        {
            return false;
        }

        rest = rest[(length + 1)..];
        return true;
    }

    private static bool TryReadBytes(ref ReadOnlySpan<byte> rest, out LineReason reason)
    {
        reason = LineReason.Bytes;
        int length = 0;
        while (length < rest.Length && Ascii.IsDigit(rest[length]))
        {
            length++;
        }

        length = length == 0 && !rest.IsEmpty && rest[0] == '-' ? 1 : length;
        if (length == 0 || length >= rest.Length || !Ascii.IsBlank(rest[length]))
        {
            return false;
        }

        rest = rest[(length + 1)..];
        return true;
    }

    private static bool TryReadReferrer(ref ReadOnlySpan<byte> rest, ref LineShape shape, out LineReason reason)
    {
        reason = LineReason.Referrer;
        if (rest.IsEmpty || rest[0] != '"')
        {
            return false;
        }

        rest = rest[1..];
        int quote = rest.IndexOf((byte)'"');
        if (quote <= 0 || quote + 2 >= rest.Length || !Ascii.IsBlank(rest[quote + 1]) || rest[quote + 2] != '"')
        {
            return false;
        }

        shape.AgentTail = rest[(quote + 3)..];
        return true;
    }

    /// <summary>Index of the first BLANK from a start on; −1 when there is none. Names before the time are short.</summary>
    private static int BlankAt(ReadOnlySpan<byte> line, int start)
    {
        for (int i = start; i < line.Length; i++)
        {
            if (Ascii.IsBlank(line[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
