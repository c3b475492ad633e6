using System.Globalization;
using System.Text;

namespace Countme.Cli.Running;

/// <summary>Text from logs as a terminal may show it.</summary>
internal static class TerminalText
{
    /// <summary>
    /// The text with everything that moves a cursor, colours or reverses what follows written out: control characters as <c>\x1b</c>,
    /// format characters (bidirectional marks, zero width) and lone surrogates as <c>\u202e</c>. Markup is the caller's to escape.
    /// </summary>
    public static string Escaped(string text)
    {
        if (text.All(IsPlain))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.Control)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            }
            else if (category is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                escaped.Append(rune.ToString());
            }
        }

        return escaped.ToString();
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';
}
