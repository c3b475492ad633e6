using System.Security.Cryptography;
using System.Text;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>The physical lines of a file in byte order, as <c>LC_ALL=C sort</c> puts them.</summary>
internal static class SortedLines
{
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var lines = new List<byte[]>();
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            lines.Add(content[..(end < 0 ? content.Length : end)].ToArray());
            content = content[(end < 0 ? content.Length : end + 1)..];
        }

        lines.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        return [.. lines.SelectMany(line => line.Append((byte)'\n'))];
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Bytes as text in which every byte shows, for messages.</summary>
    public static string Text(byte[] content) => Encoding.Latin1.GetString(content);
}
