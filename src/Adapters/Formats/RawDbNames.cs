using Countme.Core.Time;

namespace Countme.Adapters.Formats;

/// <summary>
/// What raw data is called inside a site's folder: a folder for each UTC day, and in it a part for each log day and the key.
/// </summary>
internal static class RawDbNames
{
    /// <summary>The key of the UTC day's pseudonyms.</summary>
    public const string Key = "key";

    /// <summary>How the name of every part ends.</summary>
    public const string PartEnding = ".part";

    /// <summary>The folder of a UTC day. A day outside the calendar (a line of the year 1 and a zone) goes by its number.</summary>
    public static string FolderOf(UtcDay day) => UtcDayText.Of(day);

    /// <summary>The name that a log day's parts have in every UTC day's folder.</summary>
    public static string PartOf(LogDay day) => $"{day}{PartEnding}";
}
