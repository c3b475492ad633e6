using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Countme.Cli.Sample;

/// <summary>A number of bytes, as a person writes it: <c>750000</c>, <c>20MB</c>, <c>1.5 GiB</c>.</summary>
/// <param name="Bytes">The number of bytes; 0 or more when it comes from <see cref="Parse"/> or <see cref="TryParse"/>.</param>
public readonly record struct ByteSize(long Bytes)
{
    // Longer names first: "KiB" and "KB" both end in "B".
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1),
    ];

    /// <summary>Reads a size; see <see cref="TryParse"/> for what it may look like.</summary>
    /// <param name="text">The size as typed.</param>
    /// <returns>The size.</returns>
    /// <exception cref="FormatException">The text is no size; the message says what was expected.</exception>
    public static ByteSize Parse(string text) => TryParse(text, out var size)
        ? size
        : throw new FormatException(
            $"\"{text}\" is not a size: a number with KB, MB, GB, TB (thousands) or KiB, MiB, GiB, TiB (1024s) was expected. "
            + "Write for example 20MB.");

    /// <summary>
    /// Reads a size: a number, with a decimal point if need be, then a unit in any case or none for bytes. KB, MB, GB and TB count in
    /// thousands, KiB, MiB, GiB and TiB in 1024s. Part of a byte is dropped.
    /// </summary>
    /// <param name="text">The size as typed; blanks around it and before the unit do not matter.</param>
    /// <param name="size">The size, or 0 bytes if the text is none.</param>
    /// <returns>False if the text is not a size of 0 to 2⁶³−1 bytes.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        long unitBytes = 1;
        foreach (var unit in Units)
        {
            if (number.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase))
            {
                unitBytes = unit.Bytes;
                number = number[..^unit.Name.Length].TrimEnd();
                break;
            }
        }

        // 10¹⁵ of the largest unit still fit a decimal, so the product below cannot overflow it.
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
            || count > long.MaxValue || count * unitBytes > long.MaxValue)
        {
            return false;
        }

        size = new ByteSize((long)(count * unitBytes));
        return true;
    }

    /// <summary>The size with the largest thousands unit that divides it evenly, such as <c>20MB</c> or <c>1500KB</c>.</summary>
    /// <returns>Text that <see cref="Parse"/> reads back to the same size.</returns>
    public override string ToString()
    {
        for (int i = Units.Length - 2; i >= 4; i--)
        {
            if (Bytes != 0 && Bytes % Units[i].Bytes == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / Units[i].Bytes}{Units[i].Name}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Bytes}B");
    }
}
