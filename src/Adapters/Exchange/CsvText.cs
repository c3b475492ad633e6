namespace Countme.Adapters.Exchange;

/// <summary>Writes CSV for other tools: LF line ends, quotes only where they are needed.</summary>
public static class CsvText
{
    /// <summary>Writes one record.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="isExact">False to put an apostrophe before text that a spreadsheet would take for a formula.</param>
    public static void WriteRecord(TextWriter to, IReadOnlyList<string> fields, bool isExact)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            string field = !isExact && IsFormula(fields[i]) ? $"'{fields[i]}" : fields[i];
            bool needsQuotes = field.AsSpan().IndexOfAny(",\"\r\n") >= 0;
            to.Write(i == 0 ? "" : ",");
            to.Write(needsQuotes ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field);
        }

        to.Write('\n');
    }

    private static bool IsFormula(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' && !long.TryParse(text, out _);
}
