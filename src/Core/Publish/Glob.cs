namespace Countme.Core.Publish;

/// <summary>Text to compare with, where <c>*</c> stands for any text, also none. Upper and lower case differ.</summary>
/// <param name="pattern">The text.</param>
public sealed class Glob(string pattern)
{
    /// <summary>Whether all of a text fits.</summary>
    public bool Fits(string text)
    {
        int at = 0;
        int star = -1;
        int retry = 0;
        int i = 0;
        while (i < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                retry = i;
            }
            else if (at < pattern.Length && pattern[at] == text[i])
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                at = star + 1;
                i = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).IndexOfAnyExcept('*') < 0;
    }
}
