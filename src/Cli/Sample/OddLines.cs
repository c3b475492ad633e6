using System.Text;

namespace Countme.Cli.Sample;

/// <summary>A line as no well-behaved client and server write it.</summary>
/// <param name="HasHost">Whether it starts with a host, as other lines do.</param>
/// <param name="HasTime">Whether the time of the moment follows the host.</param>
/// <param name="Rest">What comes then, to the end of the line.</param>
internal sealed record OddLine(bool HasHost, bool HasTime, byte[] Rest);

/// <summary>
/// The odd lines a sample is strewn with. None of them stops the existing system: no count is beyond 64 bits, and no time that can be
/// read is far from the log's day. Bad times say 2020, so that a merge that takes them for times does not wait for them.
/// </summary>
internal static class OddLines
{
    private const string Query = "GET /metalink?repo=fedora-42&arch=x86_64";
    private const string Response = " HTTP/1.1\" 200 12345";
    private const string Agent = "libdnf (Fedora Linux 42; workstation; Linux.x86_64)";
    private const string End = $"{Response} \"-\" \"{Agent}\"";

    private static readonly string[] AfterTime =
    [
        // Counts: the first seven cannot be read as numbers, the others can.
        $"{Query}&countme=abc{End}", $"{Query}&countme=1.0{End}", $"{Query}&countme=0x1{End}", $"{Query}&countme=--1{End}",
        $"{Query}&countme=1__0{End}",
        $"{Query}&countme=%C2%B2{End}", $"{Query}&countme==1{End}", $"{Query}&countme={End}", $"{Query}&countme=%31{End}",
        $"{Query}&countme=+2{End}",
        $"{Query}&countme=0{End}", $"{Query}&countme=5{End}", $"{Query}&countme=-7{End}", $"{Query}&countme=%D9%A3{End}",
        $"{Query}&countme=1&countme=3{End}",

        // Queries.
        $"GET /metalink?repo=fedora%2D42&arch=x86%5F64{End}", $"GET /metalink?%72epo=fedora-42&arch=x86_64{End}",
        $"GET /metalink?repo=caf%C3%A9&arch=x86_64{End}",
        $"GET /metalink?repo=%FF%FE&arch=x86_64{End}", $"GET /metalink?repo=fedora+42&arch=%{End}", $"GET /metalink?{End}",
        $"GET /metalink?arch=x86_64{End}",
        $"GET /metalink?repo==&arch=x86_64{End}", $"GET /metalink?REPO=fedora-42&arch=x86_64{End}",
        $"GET /metalink?repo=FEDORA-42&arch=X86_64{End}",
        $"GET /METALINK?repo=fedora-42&arch=x86_64{End}", $"get /metalink?repo=fedora-42&arch=x86_64{End}",

        // Bytes that are no UTF-8: each character below 256 is written as that one byte.
        $"GET /metalink?repo=fedora-42\u00FF&arch=x86_64{End}",
        $"{Query}{Response} \"-\" \"libdnf (Fed\u00F3ra Linux 42; workstation; Linux.x86_64)\"",
        $"{Query}{Response} \"-\" \"librepo/1.17.0 (\u00E2\u0082)\"",

        // Protocol, referrer and agent.
        $"{Query} HTTP/2\" 200 12345 \"-\" \"{Agent}\"", $"{Query} http/1.1\" 200 12345 \"-\" \"{Agent}\"",
        $"{Query}{Response} \"\" \"{Agent}\"",
        $"{Query}{Response} \"https://example.org/\\\"x\\\"\" \"{Agent}\"", $"{Query}{Response} \"-\" \"Tool \\\"one\\\" 1.0\"",
        $"{Query}{Response} \"-\" \"\"",
        $"{Query}{Response} \"-\" \"libdnf (Fedora Linux 42; Workstation; Linux.x86_64)\"",
        $"{Query}{Response} \"-\" \"LIBDNF (Fedora Linux 42; server; Linux.x86_64)\"",
        $"{Query}{Response} \"-\" \"libdnf (42; server; Linux.x86_64)\"",
        $"{Query}{Response} \"-\" \"libdnf ( 42; server; Linux.x86_64)\"", $"{Query}{Response} \"-\"",

        // Blanks and ends.
        $"{Query}{End}  ", $"{Query}{End}\t", $"{Query}{End}\r", $"{Query}{Response}  \"-\" \"{Agent}\"",
        $"{Query}{Response}\t\"-\"\t\"{Agent}\"",
        "-\" 408 - \"-\" \"-\"", "\\x16\\x03\\x01\\x02\" 400 226 \"-\" \"-\"",
    ];

    private static readonly string[] InsteadOfTime =
    [
        "30/Feb/2020:10:00:00 +0000", "00/Oct/2020:10:00:00 +0000", "07/Oct/2020:25:00:00 +0000", "07/Oct/2020:10:00:60 +0000",
        "07/Oct/2020:10:00 +0000",
        "07/Okt/2020:10:00:00 +0000", "07/Oct/2020:10:00:00 +2400", "07/Oct/2020:10:00:00 Z", "07/Oct/2020:10:00:00", "-",
    ];

    private static readonly string[] Bare = ["", "   ", "-", "#", $"\"{Query}{End}"];

    /// <summary>All of them, each as likely as the others.</summary>
    public static OddLine[] All { get; } =
    [
        .. AfterTime.Select(rest => Line(true, true, rest)),
        .. InsteadOfTime.Select(time => Line(true, false, $"{time}] \"{Query}{End}")),
        .. Bare.Select(line => Line(false, false, line)),
    ];

    private static OddLine Line(bool hasHost, bool hasTime, string rest) => new(hasHost, hasTime, Encoding.Latin1.GetBytes(rest + "\n"));
}
