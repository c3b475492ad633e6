using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Countme.Core.Time;

namespace Countme.Core.RawDb.Parts;

/// <summary>What a part is and how it was made.</summary>
/// <param name="Day">The UTC day of its rows.</param>
/// <param name="LogDay">The log day they came from.</param>
/// <param name="Rules">Version of the rules and options that the log was read by.</param>
/// <param name="PlainKey">The key that turns its pseudonyms back into addresses; empty unless hosts are plain.</param>
internal sealed record RawPartHeader(UtcDay Day, LogDay LogDay, string Rules, ReadOnlyMemory<byte> PlainKey)
{
    /// <summary>Version of the format. A reader refuses any other one, and the log day is loaded again.</summary>
    public const byte FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "countme-part"u8;

    /// <summary>The payload of the header frame.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(128);
        output.Write(Magic);
        output.Write([FormatVersion]);
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(8), Day.Number);
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(8)[4..], UtcDay.Of(LogDay.Date).Number);
        output.Advance(8);
        WriteBytes(output, Encoding.UTF8.GetBytes(Rules));
        WriteBytes(output, PlainKey.Span);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a header frame's payload.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static RawPartHeader Decode(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Magic.Length + 9 || !payload.StartsWith(Magic))
        {
            throw FrameReader.Damaged("a start that no part has");
        }

        payload = payload[Magic.Length..];
        if (payload[0] != FormatVersion)
        {
            throw FrameReader.Damaged($"format version {payload[0]} where {FormatVersion} was expected");
        }

        var day = new UtcDay(BinaryPrimitives.ReadInt32LittleEndian(payload[1..]));
        var logDay = new LogDay(new UtcDay(BinaryPrimitives.ReadInt32LittleEndian(payload[5..])).Date);
        payload = payload[9..];
        string rules = Encoding.UTF8.GetString(ReadBytes(ref payload));
        return new RawPartHeader(day, logDay, rules, ReadBytes(ref payload).ToArray());
    }

    private static void WriteBytes(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Varint.Write(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> payload)
    {
        ulong length = Varint.Read(ref payload);
        if (length > (ulong)payload.Length)
        {
            throw FrameReader.Damaged("a header that ends in a text");
        }

        var bytes = payload[..(int)length];
        payload = payload[(int)length..];
        return bytes;
    }
}
