using System.Text;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Countme.Core.RawDb;
using Countme.Core.RawDb.Lines;

namespace Countme.Bench;

/// <summary>From lines to requests on one core, beside what a reader would write first, and beside only finding the line ends.</summary>
[MemoryDiagnoser]
public partial class LineBenchmarks
{
    private byte[] _log = [];

    [GlobalSetup]
    public void Setup() => _log = SampleLog.Make();

    [Benchmark(Baseline = true), ReadsLog]
    public long RequestReader()
    {
        var reader = new LineReader(new RequestReader(MatchMode.Countme));
        reader.Read(new LogBlock(_log, _log.Length, 0), rows: null);
        return reader.Tally.ToCounts(0).Counted;
    }

    [Benchmark, ReadsLog]
    public long LineEndsOnly()
    {
        long lines = 0;
        ReadOnlySpan<byte> rest = _log;
        for (int end = rest.IndexOfAny((byte)'\n', (byte)'\r'); end >= 0; end = rest.IndexOfAny((byte)'\n', (byte)'\r'))
        {
            lines++;
            rest = rest[(end + 1)..];
        }

        return lines;
    }

    [Benchmark, ReadsLog]
    public long RegexOnStrings()
    {
        long counted = 0;
        using var reader = new StreamReader(new MemoryStream(_log), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            counted += Line().Match(line) is { Success: true } match && match.Groups["query"].Value.Length > 0 ? 1 : 0;
        }

        return counted;
    }

    [GeneratedRegex(
        """^\S+ \S+ \S+ \[(?<time>.+?)\] "(?:GET|HEAD) /(?:metalink|mirrorlist)\?(?<query>\S*) HTTP/\d\.\d" (?:200|302) """
        + """(?:\d+|-) "[^"]+" "(?:(?:libdnf|rpm-ostree)(?:/\S+)?\s+\((?<name>.*) (?<version>[0-9a-z._-]*); (?<variant>[0-9a-z._-]*); """
        + """[\w./]+\.(?<arch>\w+)\)|[^"]*)"\s*$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
