namespace Countme.Cli.Sample;

/// <summary>Says at what time of its day a place in a log file was written.</summary>
internal sealed class LogTimeline
{
    /// <summary>Seconds after midnight over which the last lines of a whole day are spread; a week is over after 600.</summary>
    public const int OverrunSeconds = 900;

    private const int DaySeconds = 86_400;
    private const int OverrunLines = 8;
    private const int LinesPerOverrunLine = 500;

    // Share of each hour (UTC) among a day's lines, in thousandths above or below the mean.
    private static readonly int[] Hours =
        [55, -35, -75, -80, -60, -30, 15, 60, 95, 100, 75, 60, 75, 110, 125, 95, 55, 10, -45, -90, -115, -130, -125, -45];

    private readonly double[] _hourEndBytes = new double[24];
    private readonly long _dayBytes;
    private readonly long _overrunBytes;
    private readonly double _spanSeconds;
    private readonly bool _isWholeDay;

    /// <summary>Lays a file over its day.</summary>
    /// <param name="bytes">Size of the file.</param>
    /// <param name="bytesPerSecond">Bytes a second from midnight on; null to spread the file over the day.</param>
    public LogTimeline(long bytes, double? bytesPerSecond)
    {
        _isWholeDay = bytesPerSecond is not { } rate || bytes >= rate * DaySeconds;
        _spanSeconds = _isWholeDay ? DaySeconds : Math.Max(1, bytes / bytesPerSecond!.Value);
        _overrunBytes = _isWholeDay ? Math.Max(OverrunLines * SampleOptions.MeanLineBytes, bytes / LinesPerOverrunLine) : 0;
        _dayBytes = bytes - _overrunBytes;
        double passed = 0;
        for (int hour = 0; hour < 24; hour++)
        {
            passed += bytesPerSecond is null ? 1000 + Hours[hour] : 1000;
            _hourEndBytes[hour] = passed;
        }

        for (int hour = 0; hour < 24; hour++)
        {
            _hourEndBytes[hour] *= _dayBytes / passed;
        }
    }

    /// <summary>Place in the file where the next day's lines begin.</summary>
    public long DayBytes => _dayBytes;

    /// <summary>Mean number of lines a second.</summary>
    public double LinesPerSecond => _dayBytes / _spanSeconds / SampleOptions.MeanLineBytes;

    /// <summary>Tells when a place in the file was written.</summary>
    /// <param name="place">Bytes before it.</param>
    /// <returns>Seconds since the data day began: 0 to 86 399 of the day, then up to 87 299 of the next.</returns>
    public int SecondAt(long place)
    {
        if (!_isWholeDay)
        {
            return (int)(Math.Min(place, _dayBytes - 1) * _spanSeconds / _dayBytes);
        }

        if (place >= _dayBytes)
        {
            return DaySeconds + (int)Math.Min(OverrunSeconds - 1, (place - _dayBytes) * OverrunSeconds / _overrunBytes);
        }

        // The guess is right or off by one or two, because no hour is far from the mean.
        int hour = (int)(place * 24 / _dayBytes);
        while (hour > 0 && place < _hourEndBytes[hour - 1])
        {
            hour--;
        }

        while (hour < 23 && place >= _hourEndBytes[hour])
        {
            hour++;
        }

        double from = hour == 0 ? 0 : _hourEndBytes[hour - 1];
        return Math.Min(DaySeconds - 1, hour * 3600 + (int)((place - from) * 3600 / (_hourEndBytes[hour] - from)));
    }
}
