using System.Buffers;
using System.Buffers.Text;

namespace Countme.Core.RawDb.Lines;

/// <summary>Decodes a name or value of a query: plus signs, then percent codes, once.</summary>
internal static class QueryText
{
    private static readonly SearchValues<byte> NeedsDecoding =
        SearchValues.Create([(byte)'%', (byte)'+', .. Enumerable.Range(128, 128).Select(value => (byte)value)]);

    /// <summary>The decoded text; the same span when there is nothing to decode.</summary>
    public static ReadOnlySpan<byte> Decoded(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(NeedsDecoding))
        {
            return text;
        }

        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        while (!text.IsEmpty)
        {
            // Runs of ASCII and of other characters are decoded apart: a percent code never joins a raw byte beside it.
            int ascii = text.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            ascii = ascii < 0 ? text.Length : ascii;
            AppendAsciiRun(output, text[..ascii]);
            text = text[ascii..];
            int other = text.IndexOfAnyInRange((byte)0, (byte)0x7F);
            other = other < 0 ? text.Length : other;
            Utf8Text.Append(output, text[..other]);
            text = text[other..];
        }

        return output.WrittenSpan;
    }

    private static void AppendAsciiRun(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> run)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(run.Length);
        int length = 0;
        for (int i = 0; i < run.Length; i++)
        {
            byte value = run[i] == '+' ? (byte)' ' : run[i];
            if (value == '%' && i + 2 < run.Length && TryReadHex(run.Slice(i + 1, 2), out byte code))
            {
                value = code;
                i += 2;
            }

            rented[length++] = value;
        }

        Utf8Text.Append(output, rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out byte value) =>
        Utf8Parser.TryParse(digits, out value, out int consumed, 'x') && consumed == 2;
}
