using Countme.Core.RawDb;
using Countme.Core.RawDb.Parts;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>
/// Counts the rows of one UTC day: hits of each bucket with an age, and distinct hosts of each group of buckets that differ in age
/// alone. Rows come ordered by host, then bucket, so a host is counted where its first row of a group is. Holds 20 bytes a bucket.
/// </summary>
/// <param name="day">The day.</param>
internal sealed class DayCounter(UtcDay day)
{
    private const ulong FirstCode = 14_695_981_039_346_656_037;

    private readonly List<int> _groupOf = [];
    private readonly List<bool> _isCountme = [];
    private byte[] _group = [];
    private ulong _codes = FirstCode;
    private long[] _hits = [];
    private long[] _hosts = [];

    /// <summary>Distinct rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that were there more than once.</summary>
    public long DuplicateRows { get; private set; }

    /// <summary>First and last row with an age.</summary>
    public Span? Countme { get; private set; }

    /// <summary>First and last row without one.</summary>
    public Span? Unique { get; private set; }

    /// <summary>Counts all rows of some parts.</summary>
    public void Count(RawPartMerge parts, bool keepDuplicates, CancellationToken cancellation)
    {
        parts.ReadBuckets(AddBucket);
        _hits = new long[_groupOf.Count];
        _hosts = new long[_groupOf.Count];
        Row last = default;
        bool isFirst = true;
        while (parts.TryReadRow(out Row row))
        {
            if (!isFirst && row == last && !keepDuplicates)
            {
                DuplicateRows++;
                continue;
            }

            int group = _groupOf[row.Bucket];
            if (isFirst || !row.HasHostOf(last) || group != _groupOf[last.Bucket])
            {
                _hosts[group]++;
                cancellation.ThrowIfCancellationRequested();
            }

            Rows++;
            _hits[row.Bucket]++;
            Note(row);
            last = row;
            isFirst = false;
        }
    }

    /// <summary>The counts in order of the buckets' codes: for each group its hosts, then the hits of its ages.</summary>
    /// <param name="parts">The same parts, at their start again.</param>
    /// <exception cref="ChangedMeanwhileException">They are other parts; thrown at the end at the latest.</exception>
    public IEnumerable<BucketCount> Counts(RawPartMerge parts)
    {
        int number = 0;
        int lastGroup = -1;
        ulong codes = FirstCode;
        foreach (byte[] code in parts.ReadCodes())
        {
            codes = Mix(codes, code);
            if (number == _groupOf.Count)
            {
                break;
            }

            int group = _groupOf[number];
            if (group != lastGroup && _hosts[group] > 0)
            {
                yield return new BucketCount(BucketCode.Read(code) with { SysAge = BucketCount.UniqueAge }, _hosts[group]);
            }

            if (_isCountme[number] && _hits[number] > 0)
            {
                yield return new BucketCount(BucketCode.Read(code), _hits[number]);
            }

            lastGroup = group;
            number++;
        }

        if (codes != _codes)
        {
            throw new ChangedMeanwhileException($"A raw part of {day} was replaced while its rows were counted. Tally the day again.");
        }
    }

    private void AddBucket(ReadOnlySpan<byte> code)
    {
        bool isNewGroup = _groupOf.Count == 0 || !BucketCode.GroupOf(code).SequenceEqual(_group);
        if (isNewGroup)
        {
            _group = BucketCode.GroupOf(code).ToArray();
        }

        _codes = Mix(_codes, code);
        _groupOf.Add(_groupOf.Count == 0 ? 0 : _groupOf[^1] + (isNewGroup ? 1 : 0));
        _isCountme.Add(BucketCode.AgeOf(code) >= 0);
    }

    /// <summary>Tells lists of codes apart: FNV-1a over their bytes.</summary>
    private static ulong Mix(ulong hash, ReadOnlySpan<byte> code)
    {
        foreach (byte value in code)
        {
            hash = (hash ^ value) * 1_099_511_628_211;
        }

        return hash;
    }

    private void Note(in Row row)
    {
        long unixSeconds = day.StartUnixSeconds + row.Second;
        if (_isCountme[row.Bucket])
        {
            Countme = Span.Extended(Countme, unixSeconds);
        }
        else
        {
            Unique = Span.Extended(Unique, unixSeconds);
        }
    }
}
