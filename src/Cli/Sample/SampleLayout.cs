namespace Countme.Cli.Sample;

/// <summary>How the sample's files are laid out in their folder.</summary>
public enum SampleLayout
{
    /// <summary>As on the log host: <c>proxy01/2025/10/07/http/SITE-access.log</c>, one file for each proxy, site and day.</summary>
    Tree,

    /// <summary>As after the merge: <c>2025/10/07/SITE-access.log</c>, one dense file for each site and day.</summary>
    Combined,
}
