namespace Countme.Cli.Sample;

/// <summary>Writes numbers as ASCII digits, without the detour over text and culture.</summary>
internal static class Digits
{
    /// <summary>Writes a number in decimal.</summary>
    /// <param name="number">The number; 0 to 99 999.</param>
    /// <param name="to">Where to; long enough for the number, at most 5 bytes.</param>
    /// <returns>Bytes written, 1 to 5.</returns>
    public static int Write(uint number, Span<byte> to)
    {
        int length = number switch { < 10 => 1, < 100 => 2, < 1_000 => 3, < 10_000 => 4, _ => 5 };
        for (int i = length - 1; i >= 0; i--)
        {
            uint rest = number / 10;
            to[i] = (byte)('0' + number - rest * 10);
            number = rest;
        }

        return length;
    }

    /// <summary>Writes a number below 100 with two digits.</summary>
    /// <param name="number">0 to 99.</param>
    /// <param name="to">Where to; at least 2 bytes.</param>
    public static void WriteTwo(int number, Span<byte> to)
    {
        to[1] = (byte)('0' + number % 10);
        to[0] = (byte)('0' + number / 10);
    }

    /// <summary>Writes a number in lower-case hexadecimal without leading zeros.</summary>
    /// <param name="number">The number.</param>
    /// <param name="to">Where to; at least 4 bytes.</param>
    /// <returns>Bytes written, 1 to 4.</returns>
    public static int WriteHex(ushort number, Span<byte> to)
    {
        int length = number switch { < 0x10 => 1, < 0x100 => 2, < 0x1000 => 3, _ => 4 };
        for (int i = length - 1; i >= 0; i--, number >>= 4)
        {
            to[i] = "0123456789abcdef"u8[number & 0xF];
        }

        return length;
    }
}
