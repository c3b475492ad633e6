using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>
/// A host as 16 bytes: the address itself where its text is the canonical one (IPv4 as ::ffff:a.b.c.d), else a SHA-256 of the
/// text cut to 16 bytes. Equal text has an equal id, and different text a different one.
/// </summary>
internal static class HostId
{
    /// <summary>Size of an id.</summary>
    public const int Bytes = 16;

    private const uint MappedPrefix = 0x0000FFFF;
    private const byte NoDigit = 16;

    /// <summary>The value of each lower-case hexadecimal digit.</summary>
    private static readonly byte[] HexDigits =
        [.. Enumerable.Range(0, 256)
            .Select(value => "0123456789abcdef".IndexOf((char)value, StringComparison.Ordinal))
            .Select(digit => digit < 0 ? NoDigit : (byte)digit)];

    /// <summary>Writes the id of a host.</summary>
    /// <returns>True when the text can be read back from the id (see <see cref="TextOf"/>).</returns>
    public static bool Write(ReadOnlySpan<byte> host, Span<byte> id)
    {
        if (TryWriteIPv4(host, id) || TryWriteIPv6(host, id))
        {
            return true;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Utf8Text.Replaced(host), digest);
        digest[..Bytes].CopyTo(id);
        return false;
    }

    /// <summary>The canonical text of an id that is an address.</summary>
    /// <remarks>Not that of <see cref="IPAddress"/>, which writes the end of some IPv6 addresses as an IPv4 one.</remarks>
    public static string TextOf(ReadOnlySpan<byte> id)
    {
        bool isIPv4 = BinaryPrimitives.ReadUInt64BigEndian(id) == 0 && BinaryPrimitives.ReadUInt32BigEndian(id[8..]) == MappedPrefix;
        if (isIPv4)
        {
            return new IPAddress(id[12..]).ToString();
        }

        Span<ushort> groups = stackalloc ushort[8];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = BinaryPrimitives.ReadUInt16BigEndian(id[(i * 2)..]);
        }

        (int gap, int zeros) = LongestZeros(groups);
        var text = new StringBuilder(39);
        for (int i = 0; i < groups.Length; i += i == gap ? zeros : 1)
        {
            text.Append(i == gap ? "::" : i == 0 || i == gap + zeros ? "" : ":");
            if (i != gap)
            {
                text.Append(CultureInfo.InvariantCulture, $"{groups[i]:x}");
            }
        }

        return text.ToString();
    }

    private static bool TryWriteIPv4(ReadOnlySpan<byte> text, Span<byte> id)
    {
        uint address = 0;
        uint part = 0;
        int digits = 0;
        int parts = 1;
        foreach (byte value in text)
        {
            uint digit = value - (uint)'0';
            if (digit <= 9)
            {
                // A leading zero is not canonical: 010.0.0.1 is other text than 10.0.0.1.
                bool isLeadingZero = digits > 0 && part == 0;
                part = (part * 10) + digit;
                digits++;
                if (isLeadingZero || part > 255)
                {
                    return false;
                }
            }
            else if (value == '.' && digits > 0 && parts < 4)
            {
                address = (address << 8) | part;
                part = 0;
                digits = 0;
                parts++;
            }
            else
            {
                return false;
            }
        }

        if (parts != 4 || digits == 0)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt64BigEndian(id, 0);
        BinaryPrimitives.WriteUInt32BigEndian(id[8..], MappedPrefix);
        BinaryPrimitives.WriteUInt32BigEndian(id[12..], (address << 8) | part);
        return true;
    }

    private static bool TryWriteIPv6(ReadOnlySpan<byte> text, Span<byte> id)
    {
        Span<ushort> groups = stackalloc ushort[8];
        if (text.Length is < 2 or > 39 || !TryReadGroups(text, groups, out int count, out int gap))
        {
            return false;
        }

        int zeros = gap < 0 ? 0 : 8 - count;
        if (gap < 0 ? count != 8 : zeros < 1)
        {
            return false;
        }

        if (gap >= 0)
        {
            groups[gap..count].CopyTo(groups[(gap + zeros)..]);
            groups.Slice(gap, zeros).Clear();
        }

        if (!IsGapCanonical(groups, gap, zeros) || groups[..5].IndexOfAnyExcept((ushort)0) < 0 && groups[5] is 0 or 0xFFFF)
        {
            return false;
        }

        for (int i = 0; i < groups.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(id[(i * 2)..], groups[i]);
        }

        return true;
    }

    /// <summary>Reads groups of lower-case hexadecimal digits without leading zeros, and where two colons stand.</summary>
    private static bool TryReadGroups(ReadOnlySpan<byte> text, Span<ushort> groups, out int count, out int gap)
    {
        count = 0;
        gap = -1;
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] == ':')
            {
                bool isDouble = i + 1 < text.Length && text[i + 1] == ':';
                if (isDouble ? gap >= 0 : count == 0 || i + 1 == text.Length)
                {
                    return false;
                }

                gap = isDouble ? count : gap;
                i += isDouble ? 2 : 1;
                if (isDouble && i < text.Length && text[i] == ':')
                {
                    return false;
                }
            }

            if (i < text.Length && !TryReadGroup(text, ref i, groups, ref count))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> text, ref int i, Span<ushort> groups, ref int count)
    {
        int start = i;
        uint value = 0;
        for (; i < text.Length && text[i] != ':'; i++)
        {
            uint digit = HexDigits[text[i]];
            if (digit > 15 || i - start == 4 || (i > start && value == 0))
            {
                return false;
            }

            value = (value << 4) | digit;
        }

        if (i == start || count == 8)
        {
            return false;
        }

        groups[count++] = (ushort)value;
        return true;
    }

    /// <summary>RFC 5952: two colons stand for the longest run of zeros, the first of several, and for two groups at least.</summary>
    private static bool IsGapCanonical(ReadOnlySpan<ushort> groups, int gap, int zeros) =>
        LongestZeros(groups) is var longest && longest.Start == gap && (gap < 0 || longest.Length == zeros);

    /// <summary>The first of the longest runs of two zero groups or more; starts at −1 when there is none.</summary>
    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> groups)
    {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < groups.Length; i++)
        {
            int length = 0;
            while (i + length < groups.Length && groups[i + length] == 0)
            {
                length++;
            }

            if (length > bestLength)
            {
                best = i;
                bestLength = length;
            }

            i += length;
        }

        return (best, bestLength);
    }
}
