namespace Countme.Cli.Sample;

/// <summary>
/// Writes the lines of one slice after the other into its own buffer. A line is a handful of copies of bytes prepared earlier: host, time,
/// request, protocol and status, agent; nothing is allocated for it.
/// </summary>
/// <param name="oddShare">Share of odd lines, from 0 to 1.</param>
internal sealed class SliceScribe(double oddShare)
{
    /// <summary>Most seconds that a clock runs behind.</summary>
    public const int MaxJitterSeconds = 241;

    private const int LongestLineBytes = 1024;
    private const int MostVisits = 96;
    private const double VisitSeconds = 0.25;

    // Shares in 65 536ths of 16 random bits.
    private const int JitterShare = 230;
    private const int NoJitter = 0xFFFF;
    private const int TellingVisitShare = 18_000;
    private const int TellingLineShare = 55_000;

    private readonly byte[] _buffer = new byte[LogFile.MaxSliceBytes + LongestLineBytes];
    private readonly byte[] _time = new byte[ClockText.Bytes];
    private readonly Visit[] _visits = [.. Enumerable.Range(0, MostVisits).Select(_ => new Visit())];
    private readonly int _oddShare = (int)Math.Round(oddShare * 65_536);
    private LogFile _file = null!;
    private ClockText _clock = null!;
    private RandomStream _random;
    private long _start;
    private int _length;
    private int _second;
    private int _timeSecond;
    private int _openVisits;

    /// <summary>Writes a slice.</summary>
    /// <param name="file">The file it is part of.</param>
    /// <param name="slice">Its number in the file, from 0.</param>
    /// <param name="lines">Number of lines written.</param>
    /// <returns>The lines; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(LogFile file, int slice, out long lines)
    {
        Open(file, slice);
        lines = 0;

        // Half a line short or half a line long, so that a file of many slices comes out as long as planned.
        long end = file.SliceStart(slice + 1) - _start - SampleOptions.MeanLineBytes / 2;
        for (; _length < end; lines++)
        {
            WriteLine();
        }

        return _buffer.AsMemory(0, _length);
    }

    private void Open(LogFile file, int slice)
    {
        if (!ReferenceEquals(file, _file))
        {
            _clock = new ClockText(file.Day);
        }

        _file = file;
        _random = new RandomStream(file.Seed + (ulong)slice);
        _start = file.SliceStart(slice);
        _length = 0;
        _second = 0;
        _timeSecond = -1;
        _openVisits = Math.Clamp((int)(file.Timeline.LinesPerSecond * VisitSeconds), 1, MostVisits);
        foreach (var visit in _visits)
        {
            visit.Remaining = 0;
        }
    }

    private void WriteLine()
    {
        ulong choice = _random.Next();
        ulong draw = _random.Next();
        var visit = _visits[(int)(((choice >> 32) * (ulong)_openVisits) >> 32)];
        bool isNew = visit.Remaining == 0;
        if (isNew)
        {
            visit.Begin(_file.Site, ref _random, TellingVisitShare);
        }

        visit.Remaining--;
        Tick(isNew, (int)(choice >> 16 & 0xFFFF));
        if ((int)(draw >> 48) < _oddShare)
        {
            WriteOddLine(visit);
            return;
        }

        Append(visit.Prefix);
        WriteTime((int)(draw >> 32 & 0xFFFF));
        Append(visit.NextRequest());
        if (visit.Age != 0 && (int)(choice & 0xFFFF) < TellingLineShare)
        {
            Append("&countme="u8);
            _buffer[_length++] = (byte)('0' + visit.Age);
        }

        WriteResponse(draw);
        Append(visit.Client.Tail);
    }

    // Moves the time on to where the file is. In a thin log a visit keeps its own time, or its lines would lie minutes apart.
    private void Tick(bool isNew, int chance)
    {
        long place = _start + _length;
        if (_openVisits == 1 && place < _file.Timeline.DayBytes)
        {
            if (!isNew)
            {
                _second += chance < 20_000 ? 1 : 0;
                return;
            }

            place = Math.Min(place + chance % (2 * SampleOptions.MeanLineBytes), _file.Timeline.DayBytes - 1);
        }

        _second = Math.Max(_second, _file.Timeline.SecondAt(place));
    }

    private void WriteTime(int chance)
    {
        if (chance < JitterShare)
        {
            // A clock that runs behind, by little more often than by much.
            int behind = 1 + _random.Below(1 + _random.Below(MaxJitterSeconds));
            _clock.Write(Math.Max(_second - behind, -_file.SecondsBeforeMidnight), _buffer.AsSpan(_length));
            _length += ClockText.Bytes;
            return;
        }

        if (_second != _timeSecond)
        {
            _clock.Write(_second, _time);
            _timeSecond = _second;
        }

        Append(_time);
    }

    private void WriteResponse(ulong draw)
    {
        var response = SampleResponse.Table.Pick(draw);
        Append(response.Text);
        if (response.Spread != 0)
        {
            uint size = (uint)(response.LeastBytes + (int)((draw >> 16 & 0xFFFF) * (ulong)response.Spread >> 16));
            _length += Digits.Write(size, _buffer.AsSpan(_length));
        }
    }

    private void WriteOddLine(Visit visit)
    {
        var line = OddLines.All[_random.Below(OddLines.All.Length)];
        if (line.HasHost)
        {
            Append(visit.Prefix);
        }

        if (line.HasTime)
        {
            WriteTime(NoJitter);
        }

        Append(line.Rest);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }
}
