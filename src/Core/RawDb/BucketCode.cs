using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Countme.Core.RawDb.Lines;

namespace Countme.Core.RawDb;

/// <summary>
/// A bucket as bytes: six text fields, each a length (7 bits a byte, lowest first) and its UTF-8, then the age as 8 bytes,
/// highest first, with its sign bit turned over. No code is the start of another one, so byte order puts buckets that differ
/// in age alone beside each other: they form a group, the bucket of the unique series.
/// </summary>
internal static class BucketCode
{
    /// <summary>Size of the age at the end of a code.</summary>
    public const int AgeBytes = sizeof(long);

    /// <summary>Writes the code of a request's bucket; text that is missing is empty.</summary>
    public static void Write(ArrayBufferWriter<byte> output, AgentFields agent, QueryFields query)
    {
        WriteText(output, agent.OsName);
        WriteText(output, agent.OsVersion);
        WriteText(output, agent.OsVariant);
        WriteText(output, agent.OsArch);
        WriteText(output, query.RepoTag);
        WriteText(output, query.RepoArch);
        WriteAge(output, query.SysAge);
    }

    /// <summary>Writes a bucket's code.</summary>
    public static void Write(ArrayBufferWriter<byte> output, Bucket bucket)
    {
        WriteText(output, Encoding.UTF8.GetBytes(bucket.OsName));
        WriteText(output, Encoding.UTF8.GetBytes(bucket.OsVersion));
        WriteText(output, Encoding.UTF8.GetBytes(bucket.OsVariant));
        WriteText(output, Encoding.UTF8.GetBytes(bucket.OsArch));
        WriteText(output, Encoding.UTF8.GetBytes(bucket.RepoTag));
        WriteText(output, Encoding.UTF8.GetBytes(bucket.RepoArch));
        WriteAge(output, bucket.SysAge);
    }

    /// <summary>A bucket's code in bytes of its own.</summary>
    public static byte[] Of(Bucket bucket)
    {
        var output = new ArrayBufferWriter<byte>(128);
        Write(output, bucket);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The age in a code.</summary>
    public static long AgeOf(ReadOnlySpan<byte> code) => BinaryPrimitives.ReadInt64BigEndian(code[^AgeBytes..]) ^ long.MinValue;

    /// <summary>The part of a code that all buckets of its group share.</summary>
    public static ReadOnlySpan<byte> GroupOf(ReadOnlySpan<byte> code) => code[..^AgeBytes];

    /// <summary>The bucket of a code.</summary>
    public static Bucket Read(ReadOnlySpan<byte> code)
    {
        string osName = ReadText(ref code);
        string osVersion = ReadText(ref code);
        string osVariant = ReadText(ref code);
        string osArch = ReadText(ref code);
        string repoTag = ReadText(ref code);
        string repoArch = ReadText(ref code);
        return new Bucket(osName, osVersion, osVariant, osArch, AgeOf(code), repoTag, repoArch);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        Varint.Write(output, (ulong)text.Length);
        output.Write(text);
    }

    private static void WriteAge(ArrayBufferWriter<byte> output, long age)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(AgeBytes), age ^ long.MinValue);
        output.Advance(AgeBytes);
    }

    private static string ReadText(ref ReadOnlySpan<byte> code)
    {
        int length = (int)Varint.Read(ref code);
        string text = Encoding.UTF8.GetString(code[..length]);
        code = code[length..];
        return text;
    }
}
