using Azure.Data.Tables;

namespace Countme.LocalHost.Storage;

/// <summary>Bytes of any length in the properties of an entity, of which each takes 64 KiB.</summary>
internal static class TableBytes
{
    private const int PropertyBytes = 60_000;

    /// <summary>Most bytes for one entity, which takes 1 MiB in all.</summary>
    public const int MaxBytes = 15 * PropertyBytes;

    /// <summary>Puts bytes into properties that begin with a name.</summary>
    public static void Put(TableEntity entity, string name, ReadOnlySpan<byte> bytes)
    {
        int part = 0;
        do
        {
            ReadOnlySpan<byte> next = bytes[..Math.Min(bytes.Length, PropertyBytes)];
            entity[FormattableString.Invariant($"{name}{part++}")] = next.ToArray();
            bytes = bytes[next.Length..];
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>The bytes of the properties that begin with a name; empty if there are none.</summary>
    public static byte[] Get(TableEntity entity, string name)
    {
        byte[] first = Part(entity, name, 0) ?? [];
        if (first.Length < PropertyBytes)
        {
            return first;
        }

        using var all = new MemoryStream();
        all.Write(first);
        for (int part = 1; Part(entity, name, part) is { } next; part++)
        {
            all.Write(next);
        }

        return all.ToArray();
    }

    private static byte[]? Part(TableEntity entity, string name, int part)
    {
        string key = FormattableString.Invariant($"{name}{part}");
        return entity.ContainsKey(key) ? entity.GetBinary(key) : null;
    }
}
