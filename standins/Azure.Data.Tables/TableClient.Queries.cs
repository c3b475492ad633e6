using Azure.Core;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <content>Queries.</content>
public partial class TableClient
{
    private const string NextPartitionKey = "x-ms-continuation-NextPartitionKey";
    private const string NextRowKey = "x-ms-continuation-NextRowKey";

    /// <summary>Makes a filter; values in the text are quoted and escaped as the service documents.</summary>
    /// <param name="filter">An interpolated text.</param>
    /// <exception cref="ArgumentException">A value is of a type that no filter can hold.</exception>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Create(filter);

    /// <summary>
    /// Reads the entities that a filter matches, in the order of their keys. Documented operation: Query Entities, 1000 a page at most, and
    /// a page may end early at the border of a partition or after 5 s.
    /// </summary>
    /// <param name="filter">Filter as the service documents; null for all.</param>
    /// <param name="maxPerPage">Most entities of one page, at most 1000.</param>
    /// <param name="select">Names of the properties to read; all by default.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        string names = Names(select);
        return new TablePages<T>(
            (next, length, token) => _endpoint.PageAsync(Query(filter, names, next, length), EntityJson.Read<T>, Continuation, token),
            maxPerPage,
            cancellationToken);
    }

    /// <summary>
    /// The keys that the next page begins with, as the headers have them, with a space between them; the row key may be missing.
    /// </summary>
    private static string Continuation(ResponseHeaders headers) => headers.TryGetValue(NextPartitionKey, out string partition)
        ? $"{partition} {(headers.TryGetValue(NextRowKey, out string row) ? row : "")}"
        : null;

    private static string Names(IEnumerable<string> select) => select is null ? null : string.Join(',', select);

    private HttpMessage Query(string filter, string select, string next, int? length)
    {
        string[] keys = next is null ? [null, null] : next.Split(' ', 2);
        return _endpoint.Message(
            RequestMethod.Get,
            $"{_name}()",
            ("$filter", filter),
            ("$top", TableEndpoint.Number(length)),
            ("$select", select),
            ("NextPartitionKey", keys[0]),
            ("NextRowKey", keys.Length > 1 && keys[1] != "" ? keys[1] : null));
    }
}
