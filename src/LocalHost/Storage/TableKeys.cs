using System.Buffers;
using System.Globalization;
using System.Text;

namespace Countme.LocalHost.Storage;

/// <summary>Texts as keys of a table, which must not hold <c>/ \ # ?</c> and control characters.</summary>
internal static class TableKeys
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("/\\#?=%'");

    /// <summary>A text as a key: such characters become <c>=</c> and four hexadecimal digits. Order is kept for all others.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAny(Reserved) && !text.Any(char.IsControl))
        {
            return text;
        }

        var key = new StringBuilder();
        foreach (char c in text)
        {
            _ = Reserved.Contains(c) || char.IsControl(c)
                ? key.Append(CultureInfo.InvariantCulture, $"={(int)c:X4}")
                : key.Append(c);
        }

        return key.ToString();
    }

    /// <summary>What <see cref="Encode"/> was given.</summary>
    public static string Decode(string key)
    {
        var text = new StringBuilder();
        for (int i = 0; i < key.Length; i++)
        {
            if (key[i] == '=')
            {
                text.Append((char)int.Parse(key.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(key[i]);
            }
        }

        return text.ToString();
    }
}
