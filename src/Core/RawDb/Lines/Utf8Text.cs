using System.Buffers;
using System.Text;

namespace Countme.Core.RawDb.Lines;

/// <summary>Text as the existing system sees it: UTF-8 in which every maximal invalid part is one U+FFFD.</summary>
internal static class Utf8Text
{
    /// <summary>Appends text, with its invalid parts replaced.</summary>
    public static void Append(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done;
            if (isValid)
            {
                output.Write(bytes[..consumed]);
            }
            else
            {
                Span<byte> replacement = output.GetSpan(4);
                output.Advance(rune.EncodeToUtf8(replacement));
            }

            bytes = bytes[consumed..];
        }
    }

    /// <summary>The text with its invalid parts replaced; the same span when it is valid.</summary>
    public static ReadOnlySpan<byte> Replaced(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return bytes;
        }

        var output = new ArrayBufferWriter<byte>(bytes.Length + 16);
        Append(output, bytes);
        return output.WrittenSpan;
    }
}
