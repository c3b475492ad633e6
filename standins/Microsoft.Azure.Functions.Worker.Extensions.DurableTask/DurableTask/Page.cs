namespace Microsoft.DurableTask;

/// <summary>Some of the results of a query, and where to go on.</summary>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>A page.</summary>
    /// <param name="values">Results of this page; may be empty although more pages follow.</param>
    /// <param name="continuationToken">Where the next page begins; null on the last.</param>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>Results of this page.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? ContinuationToken { get; }
}
