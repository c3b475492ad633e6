using System.Text.Json.Serialization;
using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Functions.Day;

/// <summary>A site and log day as messages carry them.</summary>
/// <param name="SiteName">The site.</param>
/// <param name="LogDayText">The log day as yyyy-MM-dd.</param>
public sealed record DayKey(string SiteName, string LogDayText)
{
    /// <summary>The site.</summary>
    [JsonIgnore]
    public Site Site => new(SiteName);

    /// <summary>The log day.</summary>
    [JsonIgnore]
    public LogDay LogDay => Days.Parse(LogDayText);

    /// <summary>The orchestration that counts the day.</summary>
    [JsonIgnore]
    public string InstanceId => $"day-{SiteName}-{LogDayText}";

    /// <summary>The key of a site's log day.</summary>
    public static DayKey Of(Site site, LogDay day) => new(site.Name, day.ToString());

    /// <summary>The site and the day.</summary>
    public override string ToString() => $"{SiteName}/{LogDayText}";
}
