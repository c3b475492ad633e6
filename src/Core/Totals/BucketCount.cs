using Countme.Core.RawDb;

namespace Countme.Core.Totals;

/// <summary>
/// One line of a tally or of totals. A bucket with an age of 0 or more belongs to the <c>countme</c> series (hits are requests);
/// an age of −1 marks the <c>unique</c> series (hits are distinct hosts a UTC day, summed over days).
/// </summary>
/// <param name="Bucket">What was counted.</param>
/// <param name="Hits">How many; 1 or more.</param>
public sealed record BucketCount(Bucket Bucket, long Hits)
{
    /// <summary>The age that stands for the unique series.</summary>
    public const long UniqueAge = -1;

    /// <summary>Which series the line belongs to.</summary>
    public Series Series => Bucket.SysAge >= 0 ? Series.Countme : Series.Unique;
}

/// <summary>The two series that are counted side by side and never added to each other.</summary>
public enum Series
{
    /// <summary>Requests that carried a countme value.</summary>
    Countme,

    /// <summary>Distinct hosts per UTC day among all counted requests.</summary>
    Unique,
}
