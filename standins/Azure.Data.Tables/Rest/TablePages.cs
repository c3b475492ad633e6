using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The answers to a query, page by page. Documented: a page may hold less than was asked for, even nothing, and still have a continuation
/// token; only a page without one is the last.
/// </summary>
/// <param name="page">Asks for one page: continuation token or null, its length or null.</param>
/// <param name="maxPerPage">Length of a page unless the caller says another one.</param>
/// <param name="cancellationToken">Ends the requests.</param>
internal sealed class TablePages<T>(
    Func<string, int?, CancellationToken, Task<Page<T>>> page, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
{
    public override IAsyncEnumerable<Page<T>> AsPages(string continuationToken = null, int? pageSizeHint = null) =>
        Pages(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken);

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationToken);
        await foreach (Page<T> one in Pages(null, maxPerPage, either.Token).ConfigureAwait(false))
        {
            foreach (T value in one.Values)
            {
                yield return value;
            }
        }
    }

    private async IAsyncEnumerable<Page<T>> Pages(
        string continuationToken, int? length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string next = continuationToken;
        do
        {
            Page<T> one = await page(next, length, cancellationToken).ConfigureAwait(false);
            yield return one;
            next = one.ContinuationToken;
        }
        while (next is not null);
    }
}
