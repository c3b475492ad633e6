using System.Text;
using System.Text.RegularExpressions;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>Counts what becomes of lines, and keeps samples of the malformed ones. Not for several threads at once.</summary>
internal sealed partial class LineTally
{
    /// <summary>Samples kept of each reason.</summary>
    public const int SamplesPerReason = 10;

    private const int SampleBytes = 400;

    private static readonly LineReason[] Reasons = Enum.GetValues<LineReason>();

    private readonly long[] _ignored = new long[Reasons.Length];
    private readonly long[] _malformed = new long[Reasons.Length];
    private readonly List<MalformedSample> _samples = [];
    private long _counted;
    private long _withoutOsFields;

    /// <summary>The samples, in the order they came.</summary>
    public IReadOnlyList<MalformedSample> Samples => _samples;

    /// <summary>Notes a line that became a row.</summary>
    public void Count(AgentFields agent)
    {
        _counted++;
        _withoutOsFields += agent.IsUnreadable ? 1 : 0;
    }

    /// <summary>Notes a line that did not.</summary>
    public void Count(LineOutcome outcome, LineReason reason, ReadOnlySpan<byte> line)
    {
        if (outcome == LineOutcome.Ignored)
        {
            _ignored[(int)reason]++;
        }
        else if (_malformed[(int)reason]++ < SamplesPerReason)
        {
            _samples.Add(new MalformedSample(reason, SampleOf(line)));
        }
    }

    /// <summary>Takes over what another tally counted; samples beyond the cap are dropped.</summary>
    public void Add(LineTally other)
    {
        for (int i = 0; i < Reasons.Length; i++)
        {
            _ignored[i] += other._ignored[i];
            _malformed[i] += other._malformed[i];
        }

        _counted += other._counted;
        _withoutOsFields += other._withoutOsFields;
        _samples.AddRange(other._samples);
    }

    /// <summary>The counts so far.</summary>
    /// <param name="duplicates">Rows that were equal to another one.</param>
    public LineCounts ToCounts(long duplicates) => new()
    {
        Lines = _counted + _ignored.Sum() + _malformed.Sum(),
        Counted = _counted,
        Duplicates = duplicates,
        Ignored = NonZero(_ignored),
        Malformed = NonZero(_malformed),
        WithoutOsFields = _withoutOsFields,
    };

    /// <summary>The samples, capped, in an order that does not depend on which thread saw which line.</summary>
    public IReadOnlyList<MalformedSample> CappedSamples() =>
    [
        .. _samples.GroupBy(sample => sample.Reason).OrderBy(group => group.Key)
            .SelectMany(group => group.OrderBy(sample => sample.Text, StringComparer.Ordinal).Take(SamplesPerReason)),
    ];

    private static Dictionary<LineReason, long> NonZero(long[] counts) =>
        Reasons.Where(reason => counts[(int)reason] > 0).ToDictionary(reason => reason, reason => counts[(int)reason]);

    /// <summary>A line as it may be kept: without its host, cut, and with all that looks like an address masked.</summary>
    private static string SampleOf(ReadOnlySpan<byte> line)
    {
        int host = line[..Math.Min(line.Length, SampleBytes)].IndexOfAny(Lines.Ascii.Blanks);
        if (host < 0)
        {
            return "";
        }

        var rest = line[(host + 1)..];
        return Address().Replace(Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, SampleBytes)]), "(address)");
    }

    // IPv4; IPv6 with two colons; IPv6 with at least six groups, more than a time has.
    [GeneratedRegex(@"\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){5,7}")]
    private static partial Regex Address();
}
