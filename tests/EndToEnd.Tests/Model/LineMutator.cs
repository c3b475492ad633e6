using System.Text;
using System.Text.Json;

namespace Countme.EndToEnd.Tests.Model;

/// <summary>Makes lines that are nearly right: golden lines with a few of their bytes changed.</summary>
/// <param name="seed">The same seed makes the same lines.</param>
internal sealed class LineMutator(int seed)
{
    private static readonly byte[][] Sources = [.. Read()];
    private static readonly byte[][] Tokens = [.. TextTokens().Select(Encoding.UTF8.GetBytes), .. OddDigits(), .. ByteTokens()];

    // xorshift: quick, and the same on every runtime.
    private ulong _state = ((ulong)seed * 0x9E3779B97F4A7C15) | 1;

    /// <summary>Number of lines that mutations start from.</summary>
    public static int SourceCount => Sources.Length;

    /// <summary>A line that mutations start from.</summary>
    public static byte[] Source(int index) => Sources[index];

    /// <summary>The next line. It never holds LF or CR.</summary>
    public byte[] Next()
    {
        var line = new List<byte>(Sources[Below(Sources.Length)]);
        int changes = Below(8) == 0 ? 0 : 1 + Below(4);
        for (int i = 0; i < changes; i++)
        {
            Change(line);
        }

        line.RemoveAll(value => value is (byte)'\n' or (byte)'\r');
        return [.. line];
    }

    /// <summary>A random number from 0 up to, and without, a limit.</summary>
    public int Below(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 11) % (ulong)limit);
    }

    private void Change(List<byte> line)
    {
        int at = Below(line.Count + 1);
        switch (Below(10))
        {
            case 0 when line.Count > 0:
                line[Math.Min(at, line.Count - 1)] ^= (byte)(1 << Below(8));
                break;
            case 1 when line.Count > 0:
                line[Math.Min(at, line.Count - 1)] = (byte)Below(256);
                break;
            case 2:
                line.RemoveRange(at, Math.Min(Below(Below(8) == 0 ? 60 : 4), line.Count - at));
                break;
            case 3: // Two lines glued, or the start of one with the end of another.
                byte[] other = Sources[Below(Sources.Length)];
                bool isGlued = Below(2) == 0;
                line.RemoveRange(isGlued ? line.Count : at, isGlued ? 0 : line.Count - at);
                line.AddRange(other.AsSpan(isGlued ? 0 : Below(other.Length + 1)).ToArray());
                break;
            case 4: // A piece of the line once more.
                line.InsertRange(Below(line.Count + 1), line.GetRange(at, Math.Min(Below(40), line.Count - at)));
                break;
            case 5: // A token where one of the characters that matter stands.
                int place = line.FindIndex(Math.Min(at, Math.Max(line.Count - 1, 0)), value => " \"[]:=&;()./%"u8.Contains(value));
                Replace(line, place < 0 ? at : place);
                break;
            case 6:
                Replace(line, at);
                break;
            default:
                line.InsertRange(at, Tokens[Below(Tokens.Length)]);
                break;
        }
    }

    private void Replace(List<byte> line, int at)
    {
        line.RemoveRange(at, Math.Min(1, line.Count - at));
        line.InsertRange(at, Tokens[Below(Tokens.Length)]);
    }

    private static IEnumerable<byte[]> Read()
    {
        var logs = File.ReadLines(TestData.PathOf("golden", "vectors", "countme-parser.jsonl"))
            .Select(json => Encoding.UTF8.GetBytes(JsonDocument.Parse(json).RootElement.GetProperty("line").GetString()!))
            .Concat(File.ReadLines(TestData.PathOf("golden", "small", "cases.jsonl")).Select(json => JsonDocument.Parse(json).RootElement)
                .Where(golden => golden.GetProperty("file").GetString() == "x.log")
                .Select(golden => golden.GetProperty("log_b64").GetBytesFromBase64()))
            .Concat(
                Directory.GetFiles(TestData.PathOf("golden", "small", "combined", "2025", "10", "08"))
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllBytes));
        return logs.SelectMany(ModelLine.Lines).Where(line => line.Length is > 0 and < 2000);
    }

    private static string[] TextTokens() =>
    [
        "\"", "\"\"", "\" \"", "]", "[", "] \"", " ", "  ", "\t", "\v", "\f", "\0", "\u00A0", "\u0085", "\u2028", "\u001C", "\u001F",
        "\uFEFF", "\u00E9", "\U0001F600", "%", "%%", "%2", "%2G", "%00", "%0A", "%0a", "%22", "%20", "%2B", "%26", "%3D", "%C3", "%A9",
        "%C3%A9", "%E2%82", "%ED%A0%80", "%F0%9F%98%80", "%F8", "%72epo=x", "+", "+1", "-", "_", "1_0", "1__0", "&", "&&", "=", "==", "?",
        "#", ";", "; ", ";\t", "(", ")", " (", ".", "..", "/", ":", "::", "countme=", "&countme=", "&countme=1",
        "&countme=9223372036854775807", "&countme=9223372036854775808", "&countme=-9223372036854775808", "&countme=-9223372036854775809",
        "&countme=+4", "&countme=%2B4", "&countme=++4", "&countme= 4", "&countme=%A04", "&countme=%C2%A04%E2%80%83", "&countme=4%0B",
        "&countme=0x1", "&countme=1.0", "&countme=%EF%BC%93", "repo=", "&repo=", "&repo=a", "&arch=", "&arch=b", "&repo=%", "libdnf",
        "libdnf5", "libdnf/1.2", "libdnf (", "rpm-ostree", "rpm-ostree/2024.8 (", "dnf5", "Fedora Linux 41; workstation; Linux.x86_64)",
        " 41; workstation; Linux.x86_64)\"", "(Fedora \"Linux\" 41; kde; Linux.x86_64)", "; Linux.", "Linux.x86_64", "X", "GET ", "HEAD ",
        "POST ", "GET\t", "/metalink", "/mirrorlist", "/metalink?", "HTTP/1.1", "HTTP/2", "HTTP/1.1\" 200 1 \"-\" \"", "200", "302", "304",
        " - ", "\"-\"", "\" 200 5 \"-\" \"", "06/Oct/2025:12:00:00 +0000", "[06/Oct/2025:12:00:00 +0000]", "29/Feb/2024:", "29/Feb/2023:",
        "31/Dec/9999:23:59:59 -2359", "01/Jan/0001:00:00:00 +2359", ":60 ", ":59 ", "24:", "+0530", "-0430", "+050", "+05", "Z", "+2400",
        "+2359", "x0100", "-0099", "+ 1 1", "+-1-1", "+0_0", " +", "Oct", "oct", "/13/",
    ];

    private static IEnumerable<byte[]> OddDigits() =>
        ModelNumber.OddZeros
            .Concat([0x10D40, 0x116D0, 0x11F50, 0x1E4F0, 0xB2, 0x2460, 0x2167])
            .Select(zero => Encoding.UTF8.GetBytes(new Rune(zero + 3).ToString()));

    private static byte[][] ByteTokens() =>
        [
            [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF8, 0x88], [0xFF], [0xC0, 0xAF],
            [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF],
        ];
}
