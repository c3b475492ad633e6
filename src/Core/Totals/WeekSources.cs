using System.Security.Cryptography;
using System.Text;
using Countme.Core.Combine;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Totals;

/// <summary>All that the weeks of a site are made of, as it is now; tells which weeks must be totalled again.</summary>
public sealed class WeekSources
{
    private readonly WeekCalendar _calendar;
    private readonly ILookup<Week, DayTally> _days;
    private readonly Dictionary<Week, WeekTotals> _weeks;
    private readonly IReadOnlyList<CombinedLog> _logs;

    private WeekSources(
        Site site, IReadOnlyList<DayTally> days, IReadOnlyList<WeekTotals> weeks, IReadOnlyList<CombinedLog> logs)
    {
        Site = site;
        _calendar = new WeekCalendar(days);
        _days = days.Where(day => day.Rows > 0).OrderBy(day => day.Day).ToLookup(day => day.Day.Week);
        _weeks = weeks.ToDictionary(week => week.Week);
        _logs = logs;
    }

    /// <summary>The site.</summary>
    public Site Site { get; }

    /// <summary>Reads what there is: the weeks first, then what they are made of.</summary>
    public static async Task<WeekSources> ReadAsync(Site site, ICombinedLogs combined, ITotals totals, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(combined);
        ArgumentNullException.ThrowIfNull(totals);
        var weeks = await totals.ListWeeksAsync(site, cancellation).ConfigureAwait(false);
        var days = await totals.ListDaysAsync(site, cancellation).ConfigureAwait(false);
        return new WeekSources(site, days, weeks, await combined.ListAsync(site, cancellation).ConfigureAwait(false));
    }

    /// <summary>Weeks whose totals are not those of their tallies, in order.</summary>
    public IReadOnlyList<Week> StaleWeeks => [.. _days.Select(days => days.Key).Concat(_weeks.Keys).Distinct().Where(IsStale).Order()];

    /// <summary>The totals of a week as they are; null when there are none.</summary>
    public WeekTotals? Find(Week week) => _weeks.GetValueOrDefault(week);

    /// <summary>The tallied days of a week that have data, in order.</summary>
    public IReadOnlyList<DayTally> DaysOf(Week week) => [.. _days[week]];

    /// <summary>Whether a week must be totalled again.</summary>
    public bool IsStale(Week week)
    {
        WeekTotals? before = Find(week);
        int days = _days[week].Count();
        if (before is { IsImported: true })
        {
            return days == 7;
        }

        if (before is null || days == 0)
        {
            return days > 0 || before is not null;
        }

        WeekTotals now = Describe(week);
        return before.Source != now.Source
            || before.IsCountmeComplete != now.IsCountmeComplete
            || before.IsUniqueComplete != now.IsUniqueComplete
            || before.IsPartial != now.IsPartial
            || !before.MissingDays.SequenceEqual(now.MissingDays)
            || !before.IncompleteLogDays.SequenceEqual(now.IncompleteLogDays)
            || !before.MissingHosts.SequenceEqual(now.MissingHosts);
    }

    /// <summary>What is to be said of a week, without its revision and the fingerprint of its counts.</summary>
    public WeekTotals Describe(Week week)
    {
        // The log of a day is rotated under the day after it.
        CombinedLog[] logs =
            [.. _logs.Where(log => UtcDay.Of(log.Day.Date) > week.Monday && UtcDay.Of(log.Day.Date).Number <= week.Sunday.Number + 1)];
        return new WeekTotals
        {
            Site = Site,
            Week = week,
            IsCountmeComplete = _calendar.IsComplete(week, Series.Countme),
            IsUniqueComplete = _calendar.IsComplete(week, Series.Unique),
            Revision = 0,
            Source = SourceOf(_days[week]),
            Fingerprint = "",
            MissingDays = _calendar.MissingDays(week),
            IsPartial = _calendar.IsPartial(week),
            IncompleteLogDays = [.. logs.Where(log => log.IsIncomplete).Select(log => log.Day)],
            MissingHosts = MissingHosts(logs),
        };
    }

    private static string SourceOf(IEnumerable<DayTally> days)
    {
        var text = new StringBuilder();
        foreach (DayTally day in days)
        {
            text.Append(day.Day).Append(' ').AppendJoin(' ', day.Parts.Select(part => part.Checksum)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static MissingHost[] MissingHosts(CombinedLog[] logs)
    {
        ProxyHost[] hosts = [.. logs.SelectMany(HostsOf).Distinct().Order()];
        return [.. logs.SelectMany(log => hosts.Except(HostsOf(log)).Select(host => new MissingHost(log.Day, host)))];
    }

    private static IEnumerable<ProxyHost> HostsOf(CombinedLog log) =>
        log.Inputs.Select(input => input.Host).Concat(log.LeftOut.Select(left => left.Host));
}
