using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// Values as they stand in a filter. Documented: text in quotes with quotes doubled, 64-bit integers with L, and <c>guid''</c>,
/// <c>datetime''</c> and <c>X''</c> around GUIDs, dates and bytes.
/// </summary>
internal static class QueryFilter
{
    public static string Create(FormattableString filter) => filter is null
        ? null
        : string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Literal)]);

    /// <summary>Text with its quotes doubled.</summary>
    public static string Escaped(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Literal(object value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long or ulong => Invariant(value) + "L",
        sbyte or byte or short or ushort or int or uint or decimal or float or double => Invariant(value),
        Guid guid => $"guid'{guid}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexString(data.ToMemory().Span)}'",
        DateTimeOffset instant => $"datetime'{Utc(instant.UtcDateTime)}'",
        DateTime date => $"datetime'{Utc(date.ToUniversalTime())}'",
        string or char or StringBuilder => $"'{Escaped(value.ToString())}'",
        _ => throw new ArgumentException($"A value of type {value.GetType()} cannot stand in a filter."),
    };

    private static string Invariant(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);

    private static string Utc(DateTime date) => date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
