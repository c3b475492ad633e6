using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Countme.EndToEnd.Tests.Model;

/// <summary>What became of a line, by the model.</summary>
/// <param name="Matched">Whether it is a request that counts.</param>
/// <param name="Row">Its row; null when it has none: ignored, or malformed if it matched.</param>
internal sealed record ModelOutcome(bool Matched, ModelRow? Row);

/// <summary>
/// Lines to rows as the rules are written: one regular expression for the shape, then plain text code. It shares no line with the
/// product and is not fast.
/// </summary>
internal static class ModelLine
{
    private const string B = @"[ \t\v\f]";
    private const string N = @"[^ \t\v\f]";

    private const string Start = $@"\A(?<host>{N}+){B}{N}+{B}{N}+{B}\[(?<time>.+?)\]{B}""";

    private const string OsForm =
        $@"(?:libdnf|rpm-ostree)(?:/{N}+)?{B}+\((?<name>.*){B}(?<version>[0-9a-z._-]*);"
        + $@"{B}(?<variant>[0-9a-z._-]*);{B}[A-Za-z0-9_./]+\.(?<arch>[A-Za-z0-9_]+)\)";

    private const string CountmePattern =
        $@"{Start}(?:GET|HEAD){B}(?:/metalink|/mirrorlist)\?(?<query>{N}*){B}HTTP/[0-9]\.[0-9]""{B}"
        + $@"(?:200|302){B}(?:[0-9]+|-){B}""[^""]+""{B}""(?:{OsForm}|[^""]*)""{B}*\z";

    private const string MirrorsPattern =
        $@"{Start}[!#$%&'*+\-.^_`|~0-9A-Za-z]+{B}(?:/metalink|/mirrorlist)(?:\?(?<query>{N}*))?{B}"
        + $@"HTTP/[0-9]\.[0-9]""{B}[0-9]+{B}(?:[0-9]+|-){B}""[^""]+""{B}"".+""{B}*\z";

    private const RegexOptions Options =
        RegexOptions.Compiled | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    private static readonly Regex Countme = new(CountmePattern, Options);
    private static readonly Regex Mirrors = new(MirrorsPattern, Options);
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Cuts a log into lines: LF, CR LF and a lone CR end one; the last one needs no end.</summary>
    public static IEnumerable<byte[]> Lines(byte[] log)
    {
        var line = new List<byte>();
        for (int i = 0; i < log.Length; i++)
        {
            if (log[i] is (byte)'\n' or (byte)'\r')
            {
                i += log[i] == '\r' && i + 1 < log.Length && log[i + 1] == '\n' ? 1 : 0;
                yield return [.. line];
                line.Clear();
            }
            else
            {
                line.Add(log[i]);
            }
        }

        if (line.Count > 0)
        {
            yield return [.. line];
        }
    }

    /// <summary>Reads a line in the default mode.</summary>
    public static ModelOutcome Read(byte[] line)
    {
        Match match = Countme.Match(Encoding.UTF8.GetString(line));
        if (!match.Success)
        {
            return new ModelOutcome(false, null);
        }

        var values = Values(match.Groups["query"].Value);
        BigInteger? age = values.TryGetValue("countme", out string? countme) ? ModelNumber.Read(countme) : -1;
        if (Time(match.Groups["time"].Value) is not { } time || age is not { } number || number < long.MinValue || number > long.MaxValue)
        {
            return new ModelOutcome(true, null);
        }

        return new ModelOutcome(true, new ModelRow(
            time, match.Groups["host"].Value, match.Groups["name"].Value, match.Groups["version"].Value, match.Groups["variant"].Value,
            match.Groups["arch"].Value, (long)number, values.GetValueOrDefault("repo", ""), values.GetValueOrDefault("arch", "")));
    }

    /// <summary>Reads a line in mirrors mode.</summary>
    public static ModelOutcome ReadMirrors(byte[] line)
    {
        Match match = Mirrors.Match(Encoding.UTF8.GetString(line));
        if (!match.Success || Time(match.Groups["time"].Value) is not { } time)
        {
            return new ModelOutcome(match.Success, null);
        }

        var values = Values(match.Groups["query"].Value);
        return new ModelOutcome(true, new ModelRow(
            time, match.Groups["host"].Value, null, null, null, null, 0, values.GetValueOrDefault("repo"),
            values.GetValueOrDefault("arch")));
    }

    private static long? Time(string time)
    {
        int space = time.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return null;
        }

        string[] clock = time[..space].Split(':', 4);
        string[] date = clock[0].Split('/', 3);
        if (clock.Length < 4 || date.Length < 3 || Offset(time[(space + 1)..]) is not { } offsetMinutes)
        {
            return null;
        }

        int month = Array.IndexOf(Months, date[1]) + 1;
        if (month == 0 || Between(date[2], 1, 9999) is not { } year || Between(date[0], 1, DateTime.DaysInMonth(year, month)) is not { } day
            || Between(clock[1], 0, 23) is not { } hour || Between(clock[2], 0, 59) is not { } minute
            || Between(clock[3], 0, 59) is not { } second)
        {
            return null;
        }

        long seconds =
            (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return seconds - (offsetMinutes * 60L);
    }

    private static int? Offset(string zone)
    {
        if (zone is "+0000" or "-0000")
        {
            return 0;
        }

        Rune[] characters = [.. zone.EnumerateRunes()];
        BigInteger? minutes = 60 * Part(characters, 1) + Part(characters, 3);
        if (minutes is null || BigInteger.Abs(minutes.Value) >= 1440)
        {
            return null;
        }

        return (int)(characters[0].Value == '-' ? -minutes.Value : minutes.Value);
    }

    private static BigInteger? Part(Rune[] characters, int start) =>
        ModelNumber.Read(string.Concat(characters.Skip(start).Take(2).Select(character => character.ToString())));

    private static int? Between(string text, int least, int most) =>
        ModelNumber.Read(text) is { } number && number >= least && number <= most ? (int)number : null;

    private static Dictionary<string, string> Values(string query)
    {
        var values = new Dictionary<string, string>();
        foreach (string piece in query.Split('&'))
        {
            string[] pair = piece.Split('=', 2);
            if (pair.Length == 2 && pair[1].Length > 0)
            {
                values[Decoded(pair[0])] = Decoded(pair[1]);
            }
        }

        return values;
    }

    /// <summary>Runs of ASCII and of other characters are decoded apart.</summary>
    private static string Decoded(string text) => string.Concat(
        Regex.Matches(text.Replace('+', ' '), @"[\u0000-\u007F]+|[^\u0000-\u007F]+")
            .Select(run => run.Value[0] < 0x80 ? Unquoted(run.Value) : run.Value));

    private static string Unquoted(string run)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < run.Length; i++)
        {
            bool isCode = run[i] == '%' && i + 2 < run.Length && char.IsAsciiHexDigit(run[i + 1]) && char.IsAsciiHexDigit(run[i + 2]);
            bytes.Add(isCode ? Convert.ToByte(run.Substring(i + 1, 2), 16) : (byte)run[i]);
            i += isCode ? 2 : 0;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
