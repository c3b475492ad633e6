using System.Text;
using System.Text.RegularExpressions;

namespace Countme.LocalHost.Blobs;

/// <summary>
/// Container and pattern of names of a blob trigger: <c>logs/{host}/{name}.gz</c>. The last part in braces may hold slashes.
/// </summary>
internal sealed partial class BlobPattern
{
    private readonly Regex _names;

    private BlobPattern(string container, string prefix, IReadOnlyList<string> parts, Regex names)
    {
        Container = container;
        Prefix = prefix;
        Parts = parts;
        _names = names;
    }

    /// <summary>Name of the container.</summary>
    public string Container { get; }

    /// <summary>What every matching name begins with.</summary>
    public string Prefix { get; }

    /// <summary>Names of the parts in braces.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It has no container, or a part is named twice.</exception>
    public static BlobPattern Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string container = slash < 0 ? text : text[..slash];
        string pattern = slash < 0 ? "{name}" : text[(slash + 1)..];
        MatchCollection braces = PartInBraces().Matches(pattern);
        string[] parts = [.. braces.Select(part => part.Groups[1].Value)];
        if (container.Length == 0 || container.Contains('{') || pattern.Length == 0 || parts.Distinct().Count() != parts.Length)
        {
            throw new FormatException(
                $"Found blob path '{text}', expected a container and a pattern, as in 'logs/{{name}}', with each part named once.");
        }

        var regex = new StringBuilder("^");
        int at = 0;
        foreach (Match part in braces)
        {
            bool last = part.Index + part.Length == pattern.Length || part == braces[^1];
            regex.Append(Regex.Escape(pattern[at..part.Index]))
                .Append("(?<")
                .Append(part.Groups[1].Value)
                .Append(last ? ">.+)" : ">[^/]+)");
            at = part.Index + part.Length;
        }

        regex.Append(Regex.Escape(pattern[at..])).Append('$');
        string prefix = braces.Count > 0 ? pattern[..braces[0].Index] : pattern;
        return new(
            container, prefix, parts,
            new Regex(regex.ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1)));
    }

    /// <summary>The parts of a blob's name; null if it does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string name)
    {
        Match match = _names.Match(name);
        return match.Success ? Parts.ToDictionary(part => part, part => match.Groups[part].Value, StringComparer.OrdinalIgnoreCase) : null;
    }

    [GeneratedRegex(@"\{([A-Za-z_]\w*)\}")]
    private static partial Regex PartInBraces();
}
