using System.Globalization;

namespace Countme.Cli.Sample;

/// <summary>Shares a sample's bytes out among its files.</summary>
internal static class SamplePlan
{
    /// <summary>Lists the files of a sample.</summary>
    /// <param name="options">Valid options.</param>
    /// <returns>The files by day, site and proxy; their bytes add up to the size asked for.</returns>
    public static IReadOnlyList<LogFile> For(SampleOptions options)
    {
        var slots = Slots(options).ToList();
        double weights = slots.Sum(slot => slot.Weight);
        var sites = slots.GroupBy(slot => slot.Site).ToDictionary(
            site => site.Key,
            site => new SampleSite(site.Key, (ulong)options.Seed, LinesPerDay(options, site.Sum(slot => slot.Weight) / weights)));
        var files = new List<LogFile>(slots.Count);
        double passed = 0;
        long placed = 0;
        foreach (var slot in slots)
        {
            passed += slot.Weight;
            long end = ReferenceEquals(slot, slots[^1]) ? options.Size.Bytes : (long)(options.Size.Bytes * (passed / weights));
            files.Add(FileOf(options, slot, sites[slot.Site], end - placed));
            placed = end;
        }

        return files;
    }

    private static double LinesPerDay(SampleOptions options, double share) =>
        options.Size.Bytes * share / options.Days / SampleOptions.MeanLineBytes;

    private static IEnumerable<Slot> Slots(SampleOptions options)
    {
        int proxies = options.Layout == SampleLayout.Tree ? options.Proxies : 0;
        for (int day = 0; day < options.Days; day++)
        {
            for (int site = 0; site < options.Sites.Count; site++)
            {
                for (int proxy = Math.Min(1, proxies); proxy <= proxies; proxy++)
                {
                    yield return new(options, day, site, proxy);
                }
            }
        }
    }

    private static LogFile FileOf(SampleOptions options, Slot slot, SampleSite site, long bytes)
    {
        bool isCompressed = options.Compression switch
        {
            SampleCompression.Gzip => true,
            SampleCompression.Mixed => (slot.DayNumber + slot.SiteNumber + slot.Proxy) % 2 == 1,
            _ => false,
        };
        return new()
        {
            Folder = slot.Folder,
            Name = $"{slot.Site}-access.log{(isCompressed ? ".gz" : "")}",
            Site = site,
            Day = slot.Day,
            Seed = slot.Seed,
            Bytes = bytes,
            Timeline = new(bytes, options.EffectiveLinesPerSecond * SampleOptions.MeanLineBytes),
            IsCompressed = isCompressed,
            SecondsBeforeMidnight = slot.DayNumber == 0 ? 0 : SliceScribe.MaxJitterSeconds,
        };
    }

    /// <summary>The place of one file among proxies, sites and days; proxy 0 stands for all of them.</summary>
    private sealed class Slot
    {
        public Slot(SampleOptions options, int dayNumber, int siteNumber, int proxy)
        {
            (DayNumber, SiteNumber, Proxy) = (dayNumber, siteNumber, proxy);
            Site = options.Sites[siteNumber];
            Day = options.Start.AddDays(dayNumber);
            Seed = RandomStream.SeedFor((ulong)options.Seed, $"{HostName}/{Site}", Day.DayNumber);
            ulong dayChance = RandomStream.SeedFor((ulong)options.Seed, Site, Day.DayNumber);
            double ofWeek = Day.DayOfWeek switch { DayOfWeek.Saturday => 0.87, DayOfWeek.Sunday => 0.84, DayOfWeek.Monday => 1.04, _ => 1 };
            Weight = (SampleClients.AreOfStream(Site) ? 0.25 : 1) * ofWeek * Vary(dayChance, 0.05) * Vary(Seed, 0.03);
        }

        public int DayNumber { get; }

        public int SiteNumber { get; }

        public int Proxy { get; }

        public string Site { get; }

        public DateOnly Day { get; }

        public ulong Seed { get; }

        public double Weight { get; }

        public string Folder
        {
            get
            {
                string date = Day.AddDays(1).ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
                return Proxy == 0 ? date : $"{HostName}/{date}/http";
            }
        }

        private string HostName => Proxy == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"proxy{Proxy:00}");

        private static double Vary(ulong chance, double by) => 1 + by * ((chance >> 11) * (2.0 / (1L << 53)) - 1);
    }
}
