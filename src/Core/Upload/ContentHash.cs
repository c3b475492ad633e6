using System.Globalization;

namespace Countme.Core.Upload;

/// <summary>
/// A 128-bit fingerprint of content without its compression (see <see cref="ContentHasher"/>). Equal content has an equal
/// fingerprint; it finds copies and changes, and is no protection against an uploader who forges his own log.
/// </summary>
/// <param name="Value">The fingerprint.</param>
public readonly record struct ContentHash(UInt128 Value)
{
    /// <summary>Reads 32 hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static ContentHash Parse(string text) => new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>32 hexadecimal digits, lower case.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
