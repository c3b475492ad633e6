using System.Globalization;
using System.Text.RegularExpressions;
using Countme.Cli.Sample;

namespace Countme.Cli.Tests.Sample;

public sealed partial class SampleLinesTest : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2025, 10, 6, 0, 0, 0, TimeSpan.Zero);

    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mirrors.fedoraproject.org")]
    [InlineData("mirrors.centos.org")]
    public async Task Lines_Ordinary_ShapedAndSharedAsInTheField(string site)
    {
        await SampleFolder.Write(Combined(2_000_000) with { Sites = [site], OddShare = 0 });

        string[] lines = _folder.Lines(_folder.Files()[0]);

        Assert.All(lines, line => Assert.Matches(AnyLine(), line));
        Assert.InRange(Share(lines, CountedLine().IsMatch), 0.83, 0.89);
        Assert.InRange(Share(lines, line => line.Contains("countme=", StringComparison.Ordinal)), 0.18, 0.22);
        Assert.InRange(Share(lines, line => line.Split(' ')[0].Contains(':', StringComparison.Ordinal)), 0.22, 0.28);
        Assert.InRange((double)lines.Length / lines.Select(line => line.Split(' ')[0]).Distinct().Count(), 4, 6);
    }

    [Fact]
    public async Task Lines_Combined_DenseAndAsLongAsInTheField()
    {
        var report = await SampleFolder.Write(Combined(4_000_000));

        var times = _folder.Lines(_folder.Files()[0]).Select(TimeOf).OfType<DateTimeOffset>().ToList();

        Assert.Equal(Monday, times[0]);
        Assert.InRange(report.Lines / (times.Max() - Monday).TotalSeconds, 350, 390);
        Assert.InRange((double)report.Bytes / report.Lines, 180, 194);
    }

    [Fact]
    public async Task Lines_Fedora_ManyBuckets()
    {
        await SampleFolder.Write(Combined(8_000_000));

        int buckets = _folder.Lines(_folder.Files()[0]).Select(line => Bucket().Match(line)).Where(match => match.Success)
            .Select(match => string.Join('\t', match.Groups.Values.Skip(1).Select(group => group.Value))).Distinct().Count();

        Assert.InRange(buckets, 300, 2500);
    }

    [Fact]
    public async Task Lines_OddShare_AboutAsManyOddLines()
    {
        await SampleFolder.Write(Combined(2_000_000) with { OddShare = 0.05 });

        byte[] text = _folder.Text(_folder.Files()[0]);
        string[] lines = _folder.Lines(_folder.Files()[0]);

        // Half of the odd lines are odd in what they say, not in their shape.
        Assert.InRange(Share(lines, line => !AnyLine().IsMatch(line)), 0.015, 0.035);
        Assert.Contains("", lines);
        Assert.Contains((byte)0xFF, text);
        Assert.Contains(lines, line => line.Contains("countme=abc", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Split('"')[0].Contains("2020", StringComparison.Ordinal) && TimeOf(line) is not null);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    public async Task Lines_Tree_DayThenSomeOfTheNextPastTenMinutes(long bytes)
    {
        await SampleFolder.Write(_folder.Options(bytes) with { Days = 3, Proxies = 2 });

        foreach (string file in _folder.Files())
        {
            var day = DayOf(file);
            var times = _folder.Lines(file).Select(TimeOf).OfType<DateTimeOffset>().ToList();
            var next = times.Where(time => time >= day.AddDays(1)).ToList();

            Assert.InRange(times.Min(), day == Monday ? Monday : day.AddSeconds(-241), day.AddMinutes(30));
            Assert.InRange(next.Max(), day.AddDays(1).AddSeconds(600), day.AddDays(1).AddSeconds(900));
            Assert.InRange(next.Count, 2, Math.Max(12, times.Count / 50));
            Assert.Equal(24, times.Where(time => time >= day && time < day.AddDays(1)).Select(time => time.Hour).Distinct().Count());
        }
    }

    [Fact]
    public async Task Lines_Tree_ClocksOfFewLinesRunBehind()
    {
        await SampleFolder.Write(_folder.Options(8_000_000) with { Days = 2, Proxies = 1 });

        foreach (string file in _folder.Files())
        {
            var times = _folder.Lines(file).Select(TimeOf).OfType<DateTimeOffset>().ToList();
            var latest = times.Zip(times.Skip(1)).Aggregate(
                (Latest: times[0], Behind: 0, Most: TimeSpan.Zero),
                (seen, pair) => pair.Second < seen.Latest
                    ? (seen.Latest, seen.Behind + 1, seen.Latest - pair.Second > seen.Most ? seen.Latest - pair.Second : seen.Most)
                    : (pair.Second, seen.Behind, seen.Most));

            Assert.InRange((double)latest.Behind / times.Count, 0.001, 0.01);
            Assert.InRange(latest.Most, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(241));
        }
    }

    [Fact]
    public async Task Lines_Days_HostsComeBackAndWeekendsAreQuieter()
    {
        await SampleFolder.Write(_folder.Options(6_000_000) with { Days = 7, Proxies = 1, Sites = ["mirrors.fedoraproject.org"] });

        var days = _folder.Files().Select(file => _folder.Lines(file)).ToList();
        var hosts = days.Select(lines => lines.Select(line => line.Split(' ')[0]).ToHashSet()).ToList();

        Assert.InRange((double)hosts[0].Intersect(hosts[1]).Count() / hosts[0].Count, 0.4, 0.9);
        Assert.True(days[5].Length < days[1].Length * 0.95, $"Saturday has {days[5].Length} lines, Tuesday {days[1].Length}.");
        Assert.Equal(7, days.Select(lines => lines.Length).Distinct().Count());
    }

    private static double Share(string[] lines, Func<string, bool> isOne) => (double)lines.Count(isOne) / lines.Length;

    private static DateTimeOffset DayOf(string file)
    {
        var rotation = DateOnly.ParseExact(DayOfRotation().Match(file).Value, "yyyy/MM/dd", CultureInfo.InvariantCulture);
        return new(rotation.AddDays(-1), TimeOnly.MinValue, TimeSpan.Zero);
    }

    private static DateTimeOffset? TimeOf(string line)
    {
        const string Format = "dd/MMM/yyyy:HH:mm:ss zzz";
        string text = Time().Match(line).Value;
        return DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    private SampleOptions Combined(long bytes) =>
        _folder.Options(bytes) with { Layout = SampleLayout.Combined, Days = 1, Sites = ["mirrors.fedoraproject.org"] };

    [GeneratedRegex(@"\d{4}/\d\d/\d\d")]
    private static partial Regex DayOfRotation();

    [GeneratedRegex(@"(?<=\[)[^]]{20} \+0000(?=\])")]
    private static partial Regex Time();

    [GeneratedRegex(
        @"^[0-9a-f.:]+ - - \[\d\d/Oct/2025:\d\d:\d\d:\d\d \+0000\] " +
        @"""[A-Z]+ /\S* HTTP/[12](\.[01])?"" \d{3} (\d+|-) ""[^""]+"" ""[^""]*""$")]
    private static partial Regex AnyLine();

    // The line that counts, as the existing system reads it, with the agent in either form.
    [GeneratedRegex(
        @"^\S+ \S+ \S+ \[[^]]+\] ""(GET|HEAD) /(metalink|mirrorlist)\?\S* HTTP/\d\.\d"" (200|302) (\d+|-) ""[^""]+"" ""[^""]*""$")]
    private static partial Regex CountedLine();

    [GeneratedRegex(
        @"\?repo=([^& ]+)&arch=(\w+).*""(?:libdnf|rpm-ostree)(?:/\S+)? \((.* [0-9a-z._-]+); ([0-9a-z._-]*); [\w./]+\.(\w+)\)""$")]
    private static partial Regex Bucket();
}
