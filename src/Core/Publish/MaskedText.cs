using Countme.Core.RawDb;

namespace Countme.Core.Publish;

/// <summary>
/// The mend for hostile text (`--exact` turns it off): a text value with a double quote, a control character or more than 100
/// characters becomes empty, and its hits join that bucket.
/// </summary>
public static class MaskedText
{
    /// <summary>Longest text value that is published, in characters (code points).</summary>
    public const int MaxCharacters = 100;

    /// <summary>The bucket as it may be published; the same object when nothing needs masking.</summary>
    public static Bucket Of(Bucket bucket)
    {
        bool isClean = IsClean(bucket.OsName) && IsClean(bucket.OsVersion) && IsClean(bucket.OsVariant) && IsClean(bucket.OsArch)
            && IsClean(bucket.RepoTag) && IsClean(bucket.RepoArch);
        return isClean ? bucket : new Bucket(
            Of(bucket.OsName), Of(bucket.OsVersion), Of(bucket.OsVariant), Of(bucket.OsArch), bucket.SysAge, Of(bucket.RepoTag),
            Of(bucket.RepoArch));
    }

    /// <summary>Whether a text value may be published as it is.</summary>
    public static bool IsClean(string text)
    {
        int characters = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            characters++;
            if (rune.Value == '"' || System.Text.Rune.IsControl(rune))
            {
                return false;
            }
        }

        return characters <= MaxCharacters;
    }

    private static string Of(string text) => IsClean(text) ? text : "";
}
