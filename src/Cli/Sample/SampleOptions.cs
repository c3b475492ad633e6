namespace Countme.Cli.Sample;

/// <summary>What sample logs to write. The same options and seed give the same log text, byte by byte, on any machine.</summary>
public sealed record SampleOptions
{
    /// <summary>Bytes of an average line; turns a rate of lines into a rate of bytes and back.</summary>
    internal const int MeanLineBytes = 187;

    /// <summary>Lines a second of a combined log when nothing else is asked for: what all proxies together see.</summary>
    internal const double CombinedLinesPerSecond = 370;

    private const int MinBytesPerFile = 16 << 10;

    /// <summary>Folder to write to; made if missing.</summary>
    /// <value>Required.</value>
    public required string OutputFolder { get; init; }

    /// <summary>How the files are laid out.</summary>
    /// <value>Default <see cref="SampleLayout.Tree"/>.</value>
    public SampleLayout Layout { get; init; } = SampleLayout.Tree;

    /// <summary>Sites whose logs are written. A name that contains "centos" gets CentOS Stream's repositories and a quarter of the
    /// lines of any other; the others get Fedora's and EPEL's.</summary>
    /// <value>Default mirrors.fedoraproject.org and mirrors.centos.org. Letters, digits, dots and hyphens.</value>
    public IReadOnlyList<string> Sites { get; init; } = ["mirrors.fedoraproject.org", "mirrors.centos.org"];

    /// <summary>Number of proxies, named proxy01, proxy02 and so on; without effect on the combined layout.</summary>
    /// <value>Default 3. From 1 to 999.</value>
    public int Proxies { get; init; } = 3;

    /// <summary>Number of data days. With 8 days from a Monday the first week is over for the weekly totals.</summary>
    /// <value>Default 8. From 1 to 3660.</value>
    public int Days { get; init; } = 8;

    /// <summary>First data day (UTC). Its files lie under the day after, the day of rotation.</summary>
    /// <value>Default 2025-10-06, a Monday.</value>
    public DateOnly Start { get; init; } = new(2025, 10, 6);

    /// <summary>Log text to write in all, before compression; met to within 2 %. Spread over sites, proxies and days, with fewer
    /// lines on weekends and some chance.</summary>
    /// <value>Default 100 MB. At least 16 KiB for each file.</value>
    public ByteSize Size { get; init; } = new(100_000_000);

    /// <summary>Number the sample grows from.</summary>
    /// <value>Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>Lines a second in each file. If set, a file covers as much of its day from midnight as its size allows, and the whole day
    /// with more lines a second if it is larger than that; if not, its size is spread over the whole day, with a night and a noon. A file
    /// that covers its whole day ends with some lines of the next, up to 15 minutes after midnight.</summary>
    /// <value>Default null, which means 370 for <see cref="SampleLayout.Combined"/>. Above 0, to 1 000 000.</value>
    public double? LinesPerSecond { get; init; }

    /// <summary>Share of odd lines: bad times and counts, escapes, bytes that are no UTF-8, blank lines.</summary>
    /// <value>Default 0.001. From 0 to 1.</value>
    public double OddShare { get; init; } = 0.001;

    /// <summary>How the files are compressed.</summary>
    /// <value>Default <see cref="SampleCompression.None"/>.</value>
    public SampleCompression Compression { get; init; } = SampleCompression.None;

    /// <summary>Files or slices of a file written at the same time; no effect on what is written.</summary>
    /// <value>Default one for each core. From 1 to 64.</value>
    public int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <summary>Whether a folder that holds something already may be written to. Files of the same name are replaced, compressed or not;
    /// others stay.</summary>
    /// <value>Default false.</value>
    public bool Force { get; init; }

    /// <summary>The rate that holds for these options and this layout.</summary>
    internal double? EffectiveLinesPerSecond =>
        LinesPerSecond ?? (Layout == SampleLayout.Combined ? CombinedLinesPerSecond : null);

    /// <summary>Number of files these options ask for.</summary>
    internal int FileCount => Days * Sites.Count * (Layout == SampleLayout.Tree ? Proxies : 1);

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="SampleRefusedException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Demand(!string.IsNullOrWhiteSpace(OutputFolder), "The output folder is empty: name a folder to write to.");
        Demand(Proxies is >= 1 and <= 999, $"{Proxies} proxies were asked for: 1 to 999 are possible.");
        Demand(Days is >= 1 and <= 3660, $"{Days} days were asked for: 1 to 3660 are possible.");
        Demand(Start.Year is >= 1971 and <= 9000, $"The first day is {Start:yyyy-MM-dd}: name one in the years 1971 to 9000.");
        Demand(Workers is >= 1 and <= 64, $"{Workers} workers were asked for: 1 to 64 are possible.");
        Demand(OddShare is >= 0 and <= 1, $"The share of odd lines is {OddShare}: name one from 0 to 1, such as 0.001.");
        Demand(
            LinesPerSecond is null or (> 0 and <= 1e6),
            $"{LinesPerSecond} lines a second were asked for: more than 0 and at most 1000000 are possible.");
        Demand(Sites.Count > 0, "No site was named: name at least one, such as mirrors.fedoraproject.org.");
        Demand(Sites.Distinct(StringComparer.Ordinal).Count() == Sites.Count, "A site was named twice: name each once.");
        foreach (string site in Sites)
        {
            Demand(
                IsHostName(site),
                $"\"{site}\" is not a site: letters, digits, dots and hyphens are expected, such as mirrors.centos.org.");
        }

        long least = (long)FileCount * MinBytesPerFile;
        Demand(
            Size.Bytes >= least,
            $"{Size} is too little for {FileCount} files: ask for {new ByteSize(least)} or more, or for fewer days, proxies or sites.");
    }

    private static bool IsHostName(string site) =>
        site is [not '.' and not '-', ..] && site.Length <= 200 && site.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    private static void Demand(bool holds, string message)
    {
        if (!holds)
        {
            throw new SampleRefusedException(message);
        }
    }
}
