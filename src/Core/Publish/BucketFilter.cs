using Countme.Core.RawDb;

namespace Countme.Core.Publish;

/// <summary>Which buckets are asked for: one pattern for each field that was given.</summary>
/// <param name="patterns">The patterns as they were given, by field.</param>
public sealed class BucketFilter(IReadOnlyList<(BucketField Field, string Pattern)> patterns)
{
    private readonly (BucketField Field, Glob Glob)[] _globs = [.. patterns.Select(pattern => (pattern.Field, new Glob(pattern.Pattern)))];

    /// <summary>The patterns as they were given.</summary>
    public IReadOnlyList<(BucketField Field, string Pattern)> Patterns => patterns;

    /// <summary>Whether a bucket is asked for.</summary>
    public bool Fits(Bucket bucket) => Array.TrueForAll(_globs, one => one.Glob.Fits(one.Field.Of(bucket)));
}
