using System.Buffers;

namespace Countme.Core.RawDb.Lines;

/// <summary>What an agent says of its system. The same object stands for every line with the same agent.</summary>
internal sealed class AgentFields : IEquatable<AgentFields>
{
    /// <summary>An agent without the OS form: four empty fields.</summary>
    public static readonly AgentFields None = new() { Fits = true };

    /// <summary>A tail that no agent fits.</summary>
    public static readonly AgentFields NoMatch = new();

    /// <summary>An agent that names a product with OS fields which the rules cannot read; four empty fields.</summary>
    public static readonly AgentFields Unreadable = new() { Fits = true, IsUnreadable = true };

    private static int Numbers;

    /// <summary>Tells this object from every other one of its kind; may come again after 4 billion.</summary>
    public int Number { get; } = Interlocked.Increment(ref Numbers);

    /// <summary>Whether the tail is an agent, a closing quote and BLANKs.</summary>
    public bool Fits { get; private init; }

    /// <summary>Whether OS fields are there, judging by the product, and were lost.</summary>
    public bool IsUnreadable { get; private init; }

    /// <summary>NAME as UTF-8, invalid parts replaced.</summary>
    public byte[] OsName { get; private init; } = [];

    /// <summary>VERSION.</summary>
    public byte[] OsVersion { get; private init; } = [];

    /// <summary>VARIANT.</summary>
    public byte[] OsVariant { get; private init; } = [];

    /// <summary>ARCH.</summary>
    public byte[] OsArch { get; private init; } = [];

    /// <summary>Whether the other agent means the same; its number may be another one.</summary>
    public bool Equals(AgentFields? other) => other is not null && Fits == other.Fits && IsUnreadable == other.IsUnreadable
        && OsName.AsSpan().SequenceEqual(other.OsName) && OsVersion.AsSpan().SequenceEqual(other.OsVersion)
        && OsVariant.AsSpan().SequenceEqual(other.OsVariant) && OsArch.AsSpan().SequenceEqual(other.OsArch);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AgentFields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(OsName);
        hash.AddBytes(OsVersion);
        hash.AddBytes(OsVariant);
        hash.AddBytes(OsArch);
        return hash.ToHashCode();
    }

    /// <summary>Reads what follows the agent's opening quote to the end of the line.</summary>
    public static AgentFields Read(ReadOnlySpan<byte> tail, MatchMode mode)
    {
        int quote = tail.Length - 1;
        while (quote >= 0 && Ascii.IsBlank(tail[quote]))
        {
            quote--;
        }

        if (quote < 0 || tail[quote] != '"')
        {
            return NoMatch;
        }

        var agent = tail[..quote];
        if (mode == MatchMode.Mirrors)
        {
            return agent.IsEmpty ? NoMatch : None;
        }

        return ReadOsForm(agent) ?? (agent.Contains((byte)'"') ? NoMatch : LooksLikeOsForm(agent) ? Unreadable : None);
    }

    /// <summary>
    /// Reads <c>PRODUCT BLANKs (NAME b VERSION; VARIANT; CANON.ARCH)</c>: the part before NAME from the left, the rest from the
    /// right, where it is anchored at the closing quote. NAME is what is left between them.
    /// </summary>
    private static AgentFields? ReadOsForm(ReadOnlySpan<byte> agent)
    {
        int nameStart = NameStart(agent);
        if (nameStart < 0 || agent[^1] != ')')
        {
            return null;
        }

        var left = agent[..^1];
        var arch = TakeLast(ref left, Ascii.Word);
        if (arch.IsEmpty || left.IsEmpty || left[^1] != '.')
        {
            return null;
        }

        left = left[..^1];
        var canon = TakeLast(ref left, Ascii.Canon);
        if (canon.IsEmpty || !TryDropSeparator(ref left))
        {
            return null;
        }

        var variant = TakeLast(ref left, Ascii.Version);
        if (!TryDropSeparator(ref left))
        {
            return null;
        }

        var version = TakeLast(ref left, Ascii.Version);
        if (left.Length <= nameStart || !Ascii.IsBlank(left[^1]))
        {
            return null;
        }

        return new AgentFields
        {
            Fits = true,
            OsName = Utf8Text.Replaced(left[nameStart..^1]).ToArray(),
            OsVersion = version.ToArray(),
            OsVariant = variant.ToArray(),
            OsArch = arch.ToArray(),
        };
    }

    /// <summary>Index after the bracket that follows the product; −1 when the agent does not start like that.</summary>
    private static int NameStart(ReadOnlySpan<byte> agent)
    {
        int index = agent.StartsWith("libdnf"u8) ? "libdnf".Length : agent.StartsWith("rpm-ostree"u8) ? "rpm-ostree".Length : -1;
        if (index < 0 || index >= agent.Length)
        {
            return -1;
        }

        if (agent[index] == '/')
        {
            int version = agent[(index + 1)..].IndexOfAny(Ascii.Blanks);
            if (version <= 0)
            {
                return -1;
            }

            index += 1 + version;
        }

        int blanks = agent[index..].IndexOfAnyExcept(Ascii.Blanks);
        return blanks > 0 && agent[index + blanks] == '(' ? index + blanks + 1 : -1;
    }

    /// <summary>Takes the longest run of a class from the end.</summary>
    private static ReadOnlySpan<byte> TakeLast(ref ReadOnlySpan<byte> text, SearchValues<byte> characters)
    {
        int start = text.LastIndexOfAnyExcept(characters) + 1;
        var run = text[start..];
        text = text[..start];
        return run;
    }

    /// <summary>Drops a semicolon and the BLANK after it from the end.</summary>
    private static bool TryDropSeparator(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || !Ascii.IsBlank(text[^1]) || text[^2] != ';')
        {
            return false;
        }

        text = text[..^2];
        return true;
    }

    private static bool LooksLikeOsForm(ReadOnlySpan<byte> agent) =>
        (agent.StartsWith("libdnf"u8) || agent.StartsWith("rpm-ostree"u8) || agent.StartsWith("dnf5"u8))
        && agent.IndexOf(" ("u8) >= 0 && agent.Count((byte)';') >= 2;
}
