using System.Globalization;
using System.Numerics;
using System.Text;

namespace Countme.EndToEnd.Tests.Model;

/// <summary>LENIENT INT, slowly: by the list of digits that the existing system knows, and with numbers of any size.</summary>
internal static class ModelNumber
{
    private const int MaxDigits = 4300;

    /// <summary>The zeros of all decimal digits of Unicode 14; each is followed by its nine others.</summary>
    private static readonly int[] Zeros =
    [
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040,
        0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0,
        0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730,
        0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140,
        0x1E2F0, 0x1E950, 0x1FBF0,
    ];

    private static readonly HashSet<int> WhiteSpace =
    [
        0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
        0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    ];

    private static readonly Dictionary<int, char> Digits = Zeros
        .SelectMany(zero => Enumerable.Range(0, 10).Select(digit => (Character: zero + digit, Digit: (char)('0' + digit))))
        .ToDictionary(pair => pair.Character, pair => pair.Digit);

    /// <summary>Code points of digits that are not the usual ten, for generators.</summary>
    public static IReadOnlyList<int> OddZeros => Zeros[1..];

    /// <summary>The number; null when the text is none.</summary>
    public static BigInteger? Read(string text)
    {
        List<int> characters = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        while (characters.Count > 0 && WhiteSpace.Contains(characters[0]))
        {
            characters.RemoveAt(0);
        }

        while (characters.Count > 0 && WhiteSpace.Contains(characters[^1]))
        {
            characters.RemoveAt(characters.Count - 1);
        }

        string sign = "";
        if (characters.Count > 0 && characters[0] is '+' or '-')
        {
            sign = characters[0] == '-' ? "-" : "";
            characters.RemoveAt(0);
        }

        var digits = new StringBuilder();
        for (int i = 0; i < characters.Count; i++)
        {
            bool isBetweenDigits = i > 0 && i + 1 < characters.Count && Digits.ContainsKey(characters[i - 1])
                && Digits.ContainsKey(characters[i + 1]);
            if (characters[i] == '_' && isBetweenDigits)
            {
                continue;
            }

            if (!Digits.TryGetValue(characters[i], out char digit))
            {
                return null;
            }

            digits.Append(digit);
        }

        return digits.Length is 0 or > MaxDigits ? null : BigInteger.Parse(sign + digits, CultureInfo.InvariantCulture);
    }
}
