using System.Buffers;
using System.Runtime.CompilerServices;

namespace Countme.Core.RawDb;

/// <summary>Whole numbers in as few bytes as they need: 7 bits a byte, lowest first, the top bit set on all but the last.</summary>
internal static class Varint
{
    /// <summary>Most bytes that a number takes.</summary>
    public const int MaxBytes = 10;

    /// <summary>Writes a number at the start of a span that has room for it.</summary>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> output, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            output[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[length++] = (byte)value;
        return length;
    }

    /// <summary>Appends a number.</summary>
    public static void Write(IBufferWriter<byte> output, ulong value) => output.Advance(Write(output.GetSpan(MaxBytes), value));

    /// <summary>Takes a number from the start of a span.</summary>
    /// <exception cref="InvalidDataException">The span ends inside it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ref ReadOnlySpan<byte> input)
    {
        ulong value = 0;
        for (int i = 0; i < input.Length && i < MaxBytes; i++)
        {
            value |= (ulong)(input[i] & 0x7F) << (7 * i);
            if (input[i] < 0x80)
            {
                input = input[(i + 1)..];
                return value;
            }
        }

        throw Cut();
    }

    private static InvalidDataException Cut() => new("A number ends in its middle.");
}
