using Countme.Core.Time;

namespace Countme.Core.RawDb.Lines;

/// <summary>What a query asks for. The same object stands for every line with the same query.</summary>
internal sealed class QueryFields : IEquatable<QueryFields>
{
    /// <summary>The age of a request without a countme value.</summary>
    public const long NoAge = -1;

    private static int Numbers;

    /// <summary>Tells this object from every other one of its kind; may come again after 4 billion.</summary>
    public int Number { get; } = Interlocked.Increment(ref Numbers);

    /// <summary>Whether the countme value is none, or a whole number of 64 bits.</summary>
    public LenientIntResult Age { get; private init; }

    /// <summary>The countme value; −1 if there is none.</summary>
    public long SysAge { get; private init; }

    /// <summary>The repo asked for, as UTF-8; null if missing.</summary>
    public byte[]? RepoTag { get; private init; }

    /// <summary>The arch asked for, as UTF-8; null if missing.</summary>
    public byte[]? RepoArch { get; private init; }

    /// <summary>Whether the other query means the same; its number may be another one.</summary>
    public bool Equals(QueryFields? other) => other is not null && Age == other.Age && SysAge == other.SysAge
        && (RepoTag is null) == (other.RepoTag is null) && RepoTag.AsSpan().SequenceEqual(other.RepoTag)
        && (RepoArch is null) == (other.RepoArch is null) && RepoArch.AsSpan().SequenceEqual(other.RepoArch);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as QueryFields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(RepoTag);
        hash.AddBytes(RepoArch);
        hash.Add(SysAge);
        return hash.ToHashCode();
    }

    /// <summary>
    /// Reads a query: pieces between ampersands, each cut at its first equals sign; pieces without one or with an empty value do
    /// not exist; the last one of a name wins; names and values are decoded after the cut.
    /// </summary>
    /// <param name="query">What follows the question mark.</param>
    /// <param name="mode">Mirrors mode does not look at countme.</param>
    public static QueryFields Read(ReadOnlySpan<byte> query, MatchMode mode)
    {
        byte[]? repo = null;
        byte[]? arch = null;
        ReadOnlySpan<byte> countme = default;
        foreach (Range range in query.Split((byte)'&'))
        {
            var piece = query[range];
            int equals = piece.IndexOf((byte)'=');
            if (equals < 0 || equals == piece.Length - 1)
            {
                continue;
            }

            var name = QueryText.Decoded(piece[..equals]);
            var value = piece[(equals + 1)..];
            if (name.SequenceEqual("repo"u8))
            {
                repo = QueryText.Decoded(value).ToArray();
            }
            else if (name.SequenceEqual("arch"u8))
            {
                arch = QueryText.Decoded(value).ToArray();
            }
            else if (name.SequenceEqual("countme"u8) && mode == MatchMode.Countme)
            {
                countme = QueryText.Decoded(value);
            }
        }

        // A value never decodes to nothing, so an empty span means that there was none.
        long age = NoAge;
        var result = countme.IsEmpty ? LenientIntResult.Number : LenientInt.Read(countme, out age);
        return new QueryFields { Age = result, SysAge = age, RepoTag = repo, RepoArch = arch };
    }
}
