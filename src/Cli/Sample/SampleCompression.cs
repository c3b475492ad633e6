namespace Countme.Cli.Sample;

/// <summary>How the sample's files are compressed.</summary>
public enum SampleCompression
{
    /// <summary>Plain text.</summary>
    None,

    /// <summary>Every file as <c>.gz</c>, in several members when it is longer than a slice.</summary>
    Gzip,

    /// <summary>Plain and <c>.gz</c> in turn, from day to day, proxy to proxy and site to site.</summary>
    Mixed,
}
