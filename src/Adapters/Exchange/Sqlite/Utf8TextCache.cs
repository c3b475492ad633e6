using System.Text;

namespace Countme.Adapters.Exchange.Sqlite;

/// <summary>
/// Gives equal bytes the same string while they repeat: rows of totals have few distinct names, so reading them costs no string
/// per row. Holds at most one short string for each of its slots.
/// </summary>
internal sealed class Utf8TextCache
{
    private const int Slots = 4096;
    private const int MaxBytes = 128;

    private readonly (byte[] Utf8, string Text)[] _slots = new (byte[] Utf8, string Text)[Slots];

    /// <summary>The bytes as a string; invalid UTF-8 becomes U+FFFD.</summary>
    public string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref _slots[hash.ToHashCode() & (Slots - 1)];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
        {
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return slot.Text;
    }
}
