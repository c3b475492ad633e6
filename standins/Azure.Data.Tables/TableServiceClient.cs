using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <summary>The Table service of an account: its tables. Documented: thread-safe, one instance serves a whole application.</summary>
public class TableServiceClient
{
    private readonly TableEndpoint _endpoint;

    /// <summary>For derived classes in tests.</summary>
    protected TableServiceClient()
    {
    }

    /// <summary>Connects as a connection string says, with the default options.</summary>
    /// <param name="connectionString">See <see cref="TableServiceClient(string, TableClientOptions)"/>.</param>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>Connects as a connection string says: an account's name and key, or <c>UseDevelopmentStorage=true</c>.</summary>
    /// <param name="connectionString">As documented for Azure Storage.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string is null or empty.</exception>
    /// <exception cref="FormatException">It does not name an account.</exception>
    public TableServiceClient(string connectionString, TableClientOptions options = null) =>
        _endpoint = TableEndpoint.Connected(connectionString, options);

    /// <summary>Connects with an account's key and the default options.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="credential">Name and key.</param>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>Connects with an account's key.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="credential">Name and key.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">The address or the key is null.</exception>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options) =>
        _endpoint = TableEndpoint.Shared(endpoint, credential, options);

    /// <summary>Connects with an identity. Documented: tokens are sent over https only.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="tokenCredential">Gets the tokens.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">The address or the identity is null.</exception>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null) =>
        _endpoint = TableEndpoint.WithToken(endpoint, tokenCredential, options);

    /// <summary>Name of the account.</summary>
    public virtual string AccountName => _endpoint.AccountName;

    /// <summary>Address of the account's Table service.</summary>
    public virtual Uri Uri => _endpoint.Address;

    /// <summary>Makes a filter; values in the text are quoted and escaped as the service documents.</summary>
    /// <param name="filter">An interpolated text.</param>
    public static string CreateQueryFilter(FormattableString filter) => QueryFilter.Create(filter);

    /// <summary>A client for one table. Asks nothing; the table need not exist.</summary>
    /// <param name="tableName">Name of the table.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public virtual TableClient GetTableClient(string tableName) => new(_endpoint, tableName);

    /// <summary>Makes a table. Documented operation: Create Table.</summary>
    /// <param name="tableName">3 to 63 letters and digits, a letter first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">409: it exists or is being deleted.</exception>
    public virtual async Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        Response response = await _endpoint.CreateTableAsync(tableName, mayExist: false, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(tableName), response);
    }

    /// <summary>Makes a table unless it exists. Documented: an existing one is no error; the answer is the service's 409.</summary>
    /// <param name="tableName">3 to 63 letters and digits, a letter first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">The service refused; 409 for a table that is being deleted.</exception>
    public virtual async Task<Response<TableItem>> CreateTableIfNotExistsAsync(
        string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        Response response = await _endpoint.CreateTableAsync(tableName, mayExist: true, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(tableName), response);
    }

    /// <summary>
    /// Removes a table and its entities. Documented: one that does not exist is no error; the answer is the service's 404.
    /// </summary>
    /// <param name="tableName">Name of the table.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public virtual async Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return await _endpoint.DeleteTableAsync(tableName, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tables of the account. Documented operation: Query Tables, 1000 a page at most.</summary>
    /// <param name="filter">Filter over <c>TableName</c>; null for all.</param>
    /// <param name="maxPerPage">Most tables of one page.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public virtual AsyncPageable<TableItem> QueryAsync(
        string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePages<TableItem>(
            (next, length, token) => _endpoint.PageAsync(
                _endpoint.Message(
                    RequestMethod.Get, "Tables", ("$filter", filter), ("$top", TableEndpoint.Number(length)), ("NextTableName", next)),
                table => new TableItem(table.GetProperty("TableName").GetString()),
                headers => headers.TryGetValue("x-ms-continuation-NextTableName", out string name) ? name : null,
                token),
            maxPerPage,
            cancellationToken);

    /// <summary>The tables that an interpolated filter matches; see <see cref="CreateQueryFilter(FormattableString)"/>.</summary>
    /// <param name="filter">Filter over <c>TableName</c>.</param>
    /// <param name="maxPerPage">Most tables of one page.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);
}
