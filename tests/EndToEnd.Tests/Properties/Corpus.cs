using System.Globalization;
using System.Text;
using Countme.Core.Time;
using Countme.EndToEnd.Tests.Model;

namespace Countme.EndToEnd.Tests.Properties;

/// <summary>A line and the log day that it is in.</summary>
internal sealed record CorpusLine(byte[] Text, LogDay Day);

/// <summary>
/// Small logs of one site: some hosts that ask again and again over one to three weeks, in several zones, with lines that come twice,
/// late, undated, damaged or from the future.
/// </summary>
internal sealed class Corpus
{
    private static readonly string[] Hosts =
        [
            "192.0.2.1", "192.0.2.2", "198.51.100.77", "2001:db8::1", "2001:db8:0:0:1::", "2001:DB8::1", "010.0.0.1", "host.example",
            "\uFEFF192.0.2.1",
        ];

    private static readonly string[] Agents =
    [
        "libdnf (Fedora Linux 41; workstation; Linux.x86_64)", "libdnf (Fedora Linux 41; workstation; Linux.aarch64)",
        "libdnf/4.1 (CentOS Stream 9; generic; Linux.x86_64)", "rpm-ostree (Fedora Linux 42; kinoite; Linux.x86_64)",
        "libdnf (Fedora \"A\", B 41; kde; Linux.x86_64)", "curl/8", "dnf5 (Fedora Linux 43; server; Linux.x86_64)", "",
    ];

    private static readonly string[] Repos =
        ["repo=fedora-41&arch=x86_64", "arch=aarch64&repo=epel-9", "repo=a%2Cb%0Ac&arch=%22", "repo=%C3%A9&repo=", "x=1"];
    private static readonly string[] Ages =
        ["", "", "&countme=1", "&countme=4", "&countme=0", "&countme=-7", "&countme=x", "&countme=99999999999999999999"];
    private static readonly int[] ZoneMinutes = [0, 0, 0, 330, -420];
    private static readonly string[] NoRequests =
        ["", "#", "!! a comment", "no date at all", "192.0.2.1 - - [06/Oct/2025:12:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\""];

    private readonly LineMutator _random;
    private readonly LogDay _first;
    private readonly int _days;

    /// <summary>Makes a corpus; the same seed makes the same one.</summary>
    public Corpus(int seed, int lines)
    {
        _random = new LineMutator(seed);
        _first = new LogDay(new DateOnly(2025, 10, 6).AddDays(Below(4)));
        _days = 8 + Below(14);
        var made = new List<CorpusLine>();
        while (made.Count < lines)
        {
            made.Add(NextLine());
            for (int again = Below(6) == 0 ? 1 + Below(2) : 0; again > 0; again--)
            {
                made.Add(made[^1]);
            }
        }

        Lines = made;
    }

    public IReadOnlyList<CorpusLine> Lines { get; }

    /// <summary>The rows that the lines make, by the model.</summary>
    public HashSet<ModelRow> Rows => [.. Lines.Select(RowOf).OfType<ModelRow>()];

    /// <summary>How many of the lines make a row, by the model.</summary>
    public int Counted => Lines.Count(line => RowOf(line) is not null);

    /// <summary>How many of the lines are malformed, by the model.</summary>
    public int Malformed => Lines.Count(line => ModelLine.Read(line.Text).Matched && RowOf(line) is null);

    private static ModelRow? RowOf(CorpusLine line) =>
        ModelLine.Read(line.Text).Row is { } row && row.Timestamp < line.Day.ClockLimitUnixSeconds ? row : null;

    private CorpusLine NextLine()
    {
        int day = Below(_days);
        var logDay = new LogDay(_first.Date.AddDays(day + 1));
        return Below(20) switch
        {
            0 => new CorpusLine(Encoding.UTF8.GetBytes(Pick(NoRequests)), logDay),
            1 => new CorpusLine(_random.Next(), logDay),
            2 => new CorpusLine(_random.Next(), logDay),
            _ => new CorpusLine(Request(day), new LogDay(logDay.Date.AddDays(Below(10) == 0 ? Below(4) : 0))),
        };
    }

    private byte[] Request(int day)
    {
        int zone = Pick(ZoneMinutes);

        // Few seconds, so that rows meet; around midnight, so that days and weeks are told apart; a few far away.
        int second = Below(3) switch { 0 => 86_400 - 2 + Below(4), 1 => 590 + Below(20), _ => Below(40) * 2000 };
        int shift = Below(60) switch { 0 => 400, 1 => -2200, 2 => -20_000, _ => 0 };
        DateTime local = _first.Date.ToDateTime(TimeOnly.MinValue).AddDays(day + shift).AddSeconds(second).AddMinutes(zone);
        string time = local.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        string sign = zone < 0 ? "-" : "+";
        string offset = string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(zone) / 60:00}{Math.Abs(zone) % 60:00}");
        string method = Below(8) == 0 ? "HEAD" : "GET";
        return Encoding.UTF8.GetBytes(
            $"{Pick(Hosts)} - - [{time} {offset}] \"{method} /metalink?{Pick(Repos)}{Pick(Ages)} HTTP/1.1\" 200 {Below(3)} "
            + $"\"-\" \"{Pick(Agents)}\"");
    }

    private int Below(int limit) => _random.Below(limit);

    private T Pick<T>(T[] values) => values[Below(values.Length)];
}
