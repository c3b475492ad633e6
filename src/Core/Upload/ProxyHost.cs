using System.Text.RegularExpressions;

namespace Countme.Core.Upload;

/// <summary>The machine that wrote a log: the first folder of an upload's path.</summary>
public readonly partial record struct ProxyHost : IComparable<ProxyHost>
{
    /// <summary>Names a host.</summary>
    /// <param name="name">1 to 200 of <c>a-z A-Z 0-9 . _ -</c>, the first one a letter or digit.</param>
    /// <exception cref="ArgumentException">The name is anything else.</exception>
    public ProxyHost(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException(
                $"The host is \"{name}\"; a host is named by letters, digits, '.', '_' and '-', like proxy01. Correct the name.",
                nameof(name));
        }

        Name = name;
    }

    /// <summary>The host of logs that were merged before they came here.</summary>
    public static ProxyHost Combined => new("combined");

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <summary>Whether a text can name a host.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= 200 } && Pattern().IsMatch(name);

    /// <inheritdoc/>
    public int CompareTo(ProxyHost other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether one name sorts before the other, byte-wise.</summary>
    public static bool operator <(ProxyHost left, ProxyHost right) => left.CompareTo(right) < 0;

    /// <summary>Whether one name sorts after the other, byte-wise.</summary>
    public static bool operator >(ProxyHost left, ProxyHost right) => left.CompareTo(right) > 0;

    /// <summary>Whether one name is the other or sorts before it.</summary>
    public static bool operator <=(ProxyHost left, ProxyHost right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one name is the other or sorts after it.</summary>
    public static bool operator >=(ProxyHost left, ProxyHost right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Pattern();
}
