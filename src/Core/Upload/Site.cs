using System.Text.RegularExpressions;

namespace Countme.Core.Upload;

/// <summary>A web site whose requests are counted, by its host name, for example <c>mirrors.fedoraproject.org</c>.</summary>
public readonly partial record struct Site : IComparable<Site>
{
    /// <summary>Names a site.</summary>
    /// <param name="name">1 to 200 of <c>a-z A-Z 0-9 . _ -</c>, the first one a letter or digit: it becomes a folder name.</param>
    /// <exception cref="ArgumentException">The name is anything else.</exception>
    public Site(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException(
                $"The site is \"{name}\"; a site is named by letters, digits, '.', '_' and '-', like mirrors.fedoraproject.org. "
                + "Correct the name.",
                nameof(name));
        }

        Name = name;
    }

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <summary>Whether a text can name a site.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= 200 } && Pattern().IsMatch(name);

    /// <inheritdoc/>
    public int CompareTo(Site other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether one name sorts before the other, byte-wise.</summary>
    public static bool operator <(Site left, Site right) => left.CompareTo(right) < 0;

    /// <summary>Whether one name sorts after the other, byte-wise.</summary>
    public static bool operator >(Site left, Site right) => left.CompareTo(right) > 0;

    /// <summary>Whether one name is the other or sorts before it.</summary>
    public static bool operator <=(Site left, Site right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one name is the other or sorts after it.</summary>
    public static bool operator >=(Site left, Site right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Pattern();
}
