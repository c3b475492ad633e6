using System.Text.Json;
using Countme.Adapters.Formats;
using Countme.Core.Combine;
using Countme.Core.RawDb;
using Countme.Core.Time;
using Countme.Core.Totals;
using Countme.Core.Upload;

namespace Countme.Adapters.Tests.Contracts;

/// <summary>Things at rest that contract tests put into stores.</summary>
internal static class Samples
{
    /// <summary>Text that stores tend to lose: NUL, quotes, line ends, characters beyond the BMP, nothing at all.</summary>
    public static readonly string[] HostileTexts =
        ["", "\0", "a\0b", "'; DROP TABLE Weeks; --", "\"\r\n,", "é\u0301", "𝔉edora", "\uFFFD", "\uFFFF", "=1+1", new('x', 10_000)];

    public static readonly Site Fedora = new("mirrors.fedoraproject.org");
    public static readonly Site Centos = new("mirrors.centos.org");

    // A day knows its week and a week its days, which would never end.
    private static readonly JsonSerializerOptions ByNumber = new() { Converters = { new UtcDayJson(), new WeekJson() } };

    /// <summary>Everything in a record as text: lists in records compare by reference, so records are compared by this.</summary>
    public static string Json<T>(T record) => JsonSerializer.Serialize(record, ByNumber);

    public static LogDay Day(string text) => LogDay.TryParse(text, out LogDay day) ? day : throw new FormatException(text);

    public static UtcDay Utc(string text) => UtcDay.Of(Day(text).Date);

    public static LogUpload Upload(string name, string host = "proxy01", string day = "2025-10-06", Site? site = null) => new()
    {
        Host = new ProxyHost(host),
        Site = site ?? Fedora,
        Day = Day(day),
        Name = name,
        ETag = "5-abc",
        StoredBytes = 5,
        ClockLimitUnixSeconds = Day(day).ClockLimitUnixSeconds,
    };

    public static CombinedLog Combined(string day, Site? site = null, bool isInPlace = false) => new()
    {
        Site = site ?? Fedora,
        Day = Day(day),
        Inputs =
        [
            new CombinedInput(new ProxyHost("proxy01"), "a\0'\"", "1", new ContentHash(UInt128.MaxValue), long.MaxValue),
            new CombinedInput(new ProxyHost("proxy02"), "b", "2", null, null),
        ],
        LeftOut = [new LeftOut(new ProxyHost("proxy03"), "c", "3", UploadState.SetAside, "cut \u0001 short")],
        ClockLimitUnixSeconds = -5,
        IsInPlace = isInPlace,
        Lines = isInPlace ? null : 12,
        ContentBytes = isInPlace ? null : 345,
    };

    public static LoadedDay Loaded(string day, Site? site = null, params ReadOnlySpan<string> partDays)
    {
        var parts = new List<RawPart>();
        foreach (string partDay in partDays)
        {
            parts.Add(new RawPart(Utc(partDay), 3, 2, 100, "00ff"));
        }

        return new LoadedDay
        {
            Site = site ?? Fedora,
            LogDay = Day(day),
            Source = "a\n1|b\n2",
            Rules = "1",
            Parts = parts,
            Counts = new LineCounts
            {
                Lines = 10,
                Counted = 6,
                Duplicates = 1,
                Ignored = new Dictionary<LineReason, long> { [LineReason.Shape] = 2, [LineReason.NoQuery] = 1 },
                Malformed = new Dictionary<LineReason, long> { [LineReason.CountmeRange] = 1 },
                WithoutOsFields = 2,
            },
            Samples = [new MalformedSample(LineReason.CountmeRange, "- \0 \u2028 <b>")],
        };
    }

    public static DayTally Tally(UtcDay day, Site? site = null, bool isFinal = false) => new()
    {
        Site = site ?? Fedora,
        Day = day,
        Rows = 7,
        DuplicateRows = 1,
        Countme = new Core.Totals.Span(day.StartUnixSeconds, day.EndUnixSeconds - 1),
        Unique = null,
        Parts = [new TalliedPart(Day("2025-10-07"), "00ff", 7), new TalliedPart(RawPartKey.Imported, "", 0)],
        IsFinal = isFinal,
    };

    public static WeekTotals Week(int number, Site? site = null, bool countme = true, bool unique = true, int revision = 1) => new()
    {
        Site = site ?? Fedora,
        Week = new Week(number),
        IsCountmeComplete = countme,
        IsUniqueComplete = unique,
        Revision = revision,
        Source = "s",
        Fingerprint = "f",
        MissingDays = [new Week(number).Sunday],
        IsPartial = false,
        IncompleteLogDays = [Day("2025-10-08")],
    };

    public static BucketCount Count(long hits, string osName = "Fedora Linux", long sysAge = 1, string repoTag = "fedora-42") =>
        new(new Bucket(osName, "42", "workstation", "x86_64", sysAge, repoTag, "x86_64"), hits);

    public static IEnumerable<BucketCount> HostileCounts()
    {
        long hits = 1;
        foreach (string text in HostileTexts)
        {
            yield return new BucketCount(new Bucket(text, text, text, text, -1, text, text), hits++);
        }

        yield return Count(long.MaxValue, sysAge: long.MaxValue);
        yield return Count(1, sysAge: long.MinValue);
    }

    public static async IAsyncEnumerable<T> Stream<T>(IEnumerable<T> items)
    {
        await Task.CompletedTask;
        foreach (T item in items)
        {
            yield return item;
        }
    }

    public static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public static async Task<byte[]> ReadAll(Stream stream)
    {
        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }
}
