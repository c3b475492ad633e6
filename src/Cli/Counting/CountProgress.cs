using System.Globalization;
using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>How far a run is: what it does, how fast, and how long it will take. Called from several threads.</summary>
/// <param name="time">The clock.</param>
internal sealed class CountProgress(TimeProvider time)
{
    private const double LeastFractionForEstimate = 0.01;
    private const long Mega = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Site, long> _planned = [];
    private readonly long _started = time.GetTimestamp();
    private string _step = "starting";
    private long _passed;
    private long _worked;
    private long _stepStored;
    private long? _stepContent;
    private long _stepRead;
    private long _read;
    private double _contentPerStored = 1;

    /// <summary>What was planned, in part, as a fraction of 1.</summary>
    public double Fraction
    {
        get
        {
            lock (_gate)
            {
                long planned = _planned.Values.Sum();
                return planned == 0 ? 0 : Math.Min(1, (_passed + _worked + OfStep()) / planned);
            }
        }
    }

    /// <summary>Content read so far, in bytes.</summary>
    public long ReadBytes => Interlocked.Read(ref _read);

    /// <summary>What of a site is to be looked at; called again when that is known better.</summary>
    public void Plan(Site site, long storedBytes)
    {
        lock (_gate)
        {
            _planned[site] = storedBytes;
        }
    }

    /// <summary>A step starts.</summary>
    public void Start(Station station, Site site, string key, long storedBytes, long? contentBytes)
    {
        lock (_gate)
        {
            _step = $"{VerbOf(station)} {site} {key}";
            (_stepStored, _stepContent, _stepRead) = (storedBytes, contentBytes, 0);
        }
    }

    /// <summary>Bytes of content were read.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _stepRead += bytes;
            _read += bytes;
        }
    }

    /// <summary>The step ends.</summary>
    public void End(bool didWork)
    {
        lock (_gate)
        {
            if (didWork && _stepRead > 0 && _stepStored > 0)
            {
                _contentPerStored = (double)_stepRead / _stepStored;
            }

            _worked += didWork ? _stepStored : 0;
            _passed += didWork ? 0 : _stepStored;
            (_stepStored, _stepRead) = (0, 0);
        }
    }

    /// <summary>One line: the step, the rate of the whole run, and the time left once it can be told.</summary>
    public string Line()
    {
        lock (_gate)
        {
            TimeSpan elapsed = time.GetElapsedTime(_started);
            double rate = elapsed.TotalSeconds > 0 ? _read / elapsed.TotalSeconds / Mega : 0;
            string speed = _read == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {rate:N0} MB/s");
            double left = _planned.Values.Sum() - _passed;
            double fraction = left <= 0 ? 0 : Math.Min(1, (_worked + OfStep()) / left);
            string remaining = fraction < LeastFractionForEstimate || fraction >= 1
                ? ""
                : $", {Clock(elapsed * ((1 - fraction) / fraction))} left";
            return _step + speed + remaining;
        }
    }

    private static string VerbOf(Station station) => station switch
    {
        Station.Combine => "combine",
        Station.RawDb => "load",
        Station.Totals => "total",
        _ => "publish",
    };

    private static string Clock(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");

    private double OfStep()
    {
        double expected = _stepContent ?? (_stepStored * _contentPerStored);
        return expected <= 0 ? 0 : _stepStored * Math.Min(1, _stepRead / expected);
    }
}
