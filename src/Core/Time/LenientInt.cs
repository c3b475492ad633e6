using System.Globalization;
using System.Text;

namespace Countme.Core.Time;

/// <summary>What <see cref="LenientInt"/> made of a text.</summary>
public enum LenientIntResult
{
    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>No whole number.</summary>
    NotANumber,

    /// <summary>A whole number beyond 64 bits.</summary>
    OutOfRange,
}

/// <summary>
/// Reads a whole number as the existing system does: white space around it, one sign directly before it, decimal digits of any
/// script, single underscores between digits, at most 4300 digits.
/// </summary>
public static class LenientInt
{
    private const int MaxDigits = 4300;

    /// <summary>
    /// First code points of the decimal digit runs that Unicode added after version 14, which the existing system knows; each run
    /// is ten (or, for U+116D0, twenty) long. Newer digits are no digits to it.
    /// </summary>
    private static readonly (int First, int Count)[] NewerDigits =
    [
        (0x10D40, 10), (0x116D0, 20), (0x11BF0, 10), (0x11DE0, 10), (0x11F50, 10), (0x1CCF0, 10), (0x1E4F0, 10), (0x1E5F1, 10),
    ];

    /// <summary>Reads a number from UTF-8 text; invalid UTF-8 is no number.</summary>
    public static LenientIntResult Read(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        text = TrimWhiteSpace(text);
        bool isNegative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
        }

        return ReadDigits(text, isNegative, out value);
    }

    private static LenientIntResult ReadDigits(ReadOnlySpan<byte> text, bool isNegative, out long value)
    {
        // The magnitude of the most negative value fits an unsigned number; one digit more is found out by the multiplication.
        ulong limit = isNegative ? (ulong)long.MaxValue + 1 : long.MaxValue;
        ulong magnitude = 0;
        int digits = 0;
        bool isBeyond = false;
        bool mayBeUnderscore = false;
        value = 0;
        while (!text.IsEmpty)
        {
            if (text[0] == '_' && mayBeUnderscore)
            {
                mayBeUnderscore = false;
                text = text[1..];
                continue;
            }

            Rune.DecodeFromUtf8(text, out Rune rune, out int length);
            int digit = DigitOf(rune);
            if (digit < 0 || ++digits > MaxDigits)
            {
                return LenientIntResult.NotANumber;
            }

            isBeyond |= magnitude > (limit - (ulong)digit) / 10;
            magnitude = isBeyond ? 0 : (magnitude * 10) + (ulong)digit;
            mayBeUnderscore = true;
            text = text[length..];
        }

        if (!mayBeUnderscore)
        {
            return LenientIntResult.NotANumber;
        }

        value = isNegative ? unchecked(-(long)magnitude) : (long)magnitude;
        return isBeyond ? LenientIntResult.OutOfRange : LenientIntResult.Number;
    }

    private static int DigitOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return Rune.IsDigit(rune) ? rune.Value - '0' : -1;
        }

        if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
        {
            return -1;
        }

        foreach ((int first, int count) in NewerDigits)
        {
            if (rune.Value >= first && rune.Value < first + count)
            {
                return -1;
            }
        }

        return (int)Rune.GetNumericValue(rune);
    }

    private static ReadOnlySpan<byte> TrimWhiteSpace(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out Rune first, out int length) == System.Buffers.OperationStatus.Done && IsWhiteSpace(first))
        {
            text = text[length..];
        }

        while (Rune.DecodeLastFromUtf8(text, out Rune last, out int length) == System.Buffers.OperationStatus.Done && IsWhiteSpace(last))
        {
            text = text[..^length];
        }

        return text;
    }

    private static bool IsWhiteSpace(Rune rune) => rune.Value is (>= 0x09 and <= 0x0D) or 0x20 or 0x85 or 0xA0 or 0x1680
        or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;
}
