using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Rest;

namespace Azure.Data.Tables;

/// <summary>One table: its entities, and transactions over those of a partition. Documented: thread-safe.</summary>
public partial class TableClient
{
    private readonly TableEndpoint _endpoint;
    private readonly string _name;

    /// <summary>For derived classes in tests.</summary>
    protected TableClient()
    {
    }

    /// <summary>Connects as a connection string says, with the default options.</summary>
    /// <param name="connectionString">As documented for Azure Storage.</param>
    /// <param name="tableName">Name of the table.</param>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>Connects as a connection string says: an account's name and key, or <c>UseDevelopmentStorage=true</c>.</summary>
    /// <param name="connectionString">As documented for Azure Storage.</param>
    /// <param name="tableName">Name of the table.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string or the name is null or empty.</exception>
    /// <exception cref="FormatException">The connection string does not name an account.</exception>
    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableEndpoint.Connected(connectionString, options), tableName)
    {
    }

    /// <summary>Connects with an account's key and the default options.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="tableName">Name of the table.</param>
    /// <param name="credential">Name and key of the account.</param>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>Connects with an account's key.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="tableName">Name of the table.</param>
    /// <param name="credential">Name and key of the account.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, name or key is null or empty.</exception>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
        : this(TableEndpoint.Shared(endpoint, credential, options), tableName)
    {
    }

    /// <summary>Connects with an identity. Documented: tokens are sent over https only.</summary>
    /// <param name="endpoint">Address of the account's Table service.</param>
    /// <param name="tableName">Name of the table.</param>
    /// <param name="tokenCredential">Gets the tokens.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, name or identity is null or empty.</exception>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableEndpoint.WithToken(endpoint, tokenCredential, options), tableName)
    {
    }

    /// <summary>A table of an account that is connected already.</summary>
    internal TableClient(TableEndpoint endpoint, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        (_endpoint, _name) = (endpoint, tableName);
    }

    /// <summary>Name of the table.</summary>
    public virtual string Name => _name;

    /// <summary>Name of the account.</summary>
    public virtual string AccountName => _endpoint.AccountName;

    /// <summary>Address of the table.</summary>
    public virtual Uri Uri => new($"{_endpoint.Address.AbsoluteUri.TrimEnd('/')}/{_name}");

    /// <summary>Makes the table. Documented operation: Create Table.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">409: it exists or is being deleted.</exception>
    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
    {
        Response response = await _endpoint.CreateTableAsync(_name, mayExist: false, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(_name), response);
    }

    /// <summary>Makes the table unless it exists. Documented: an existing one is no error; the answer is the service's 409.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">The service refused; 409 for a table that is being deleted.</exception>
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        Response response = await _endpoint.CreateTableAsync(_name, mayExist: true, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(_name), response);
    }

    /// <summary>Removes the table and its entities. Documented: no error if there is none; the answer is the service's 404.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        await _endpoint.DeleteTableAsync(_name, cancellationToken).ConfigureAwait(false);

    /// <summary>Stores a new entity. Documented operation: Insert Entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">The entity or one of its keys is null.</exception>
    /// <exception cref="RequestFailedException">409: there is one with these keys.</exception>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => await SendAsync(TableTransactionActionType.Add, entity, default, cancellationToken).ConfigureAwait(false);

    /// <summary>Stores an entity whether it exists or not. Documented operations: Insert Or Merge, Insert Or Replace Entity.</summary>
    /// <param name="entity">The entity; its ETag is not looked at.</param>
    /// <param name="mode">Whether stored properties that it has not stay or go.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">The entity or one of its keys is null.</exception>
    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        TableTransactionActionType type = Choose(mode, TableTransactionActionType.UpsertMerge, TableTransactionActionType.UpsertReplace);
        return await SendAsync(type, entity, default, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes an entity that exists. Documented operations: Merge Entity, Update Entity.</summary>
    /// <param name="entity">The entity; its ETag is not looked at, only <paramref name="ifMatch"/>.</param>
    /// <param name="ifMatch">Version that the stored one must have; <see cref="ETag.All"/> for any.</param>
    /// <param name="mode">Whether stored properties that it has not stay or go.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentException">The ETag is not set, or the entity or one of its keys is null.</exception>
    /// <exception cref="RequestFailedException">404: there is none; 412: it has another version.</exception>
    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        if (ifMatch == default)
        {
            throw new ArgumentException("The ETag is not set, expected that of the entity as it was read, or ETag.All.", nameof(ifMatch));
        }

        TableTransactionActionType type = Choose(mode, TableTransactionActionType.UpdateMerge, TableTransactionActionType.UpdateReplace);
        return await SendAsync(type, entity, ifMatch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Removes an entity. Documented operation: Delete Entity; one that does not exist is no error, the answer is the service's 404.
    /// </summary>
    /// <param name="partitionKey">First part of its key.</param>
    /// <param name="rowKey">Second part of its key.</param>
    /// <param name="ifMatch">Version that it must have; any by default.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">A key is null.</exception>
    /// <exception cref="RequestFailedException">412: it has another version.</exception>
    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return await DeleteEntityAsync(new TableEntity(partitionKey, rowKey), ifMatch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes an entity by its keys. Documented: one that does not exist is no error, the answer is the service's 404.</summary>
    /// <param name="entity">Its keys are taken; its ETag is not.</param>
    /// <param name="ifMatch">Version that it must have; any by default.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">The entity or a key is null.</exception>
    /// <exception cref="RequestFailedException">412: it has another version.</exception>
    public virtual async Task<Response> DeleteEntityAsync(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        await _endpoint.SendAsync(Message(TableTransactionActionType.Delete, entity, ifMatch), cancellationToken, 404)
            .ConfigureAwait(false);

    /// <summary>Reads an entity. Documented operation: Query Entities with both keys in the path.</summary>
    /// <param name="partitionKey">First part of its key.</param>
    /// <param name="rowKey">Second part of its key.</param>
    /// <param name="select">Names of the properties to read; all by default.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">A key is null.</exception>
    /// <exception cref="RequestFailedException">404: there is none.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        Response response = await _endpoint.SendAsync(Question(partitionKey, rowKey, select), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(Entity<T>(response), response);
    }

    /// <summary>Reads an entity if there is one. Documented: without one the answer has no value and nothing is thrown.</summary>
    /// <param name="partitionKey">First part of its key.</param>
    /// <param name="rowKey">Second part of its key.</param>
    /// <param name="select">Names of the properties to read; all by default.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ArgumentNullException">A key is null.</exception>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        Response response = await _endpoint.SendAsync(Question(partitionKey, rowKey, select), cancellationToken, 404).ConfigureAwait(false);
        return response.Status == 404 ? new MissingEntity<T>(response) : Response.FromValue(Entity<T>(response), response);
    }

    private static T Entity<T>(Response response)
        where T : class, ITableEntity
    {
        using JsonDocument body = JsonDocument.Parse(response.Content.ToMemory());
        return EntityJson.Read<T>(body.RootElement);
    }

    private static TableTransactionActionType Choose(
        TableUpdateMode mode, TableTransactionActionType merge, TableTransactionActionType replace) => mode switch
        {
            TableUpdateMode.Merge => merge,
            TableUpdateMode.Replace => replace,
            _ => throw new ArgumentException(
                $"The mode {mode} is none, expected {TableUpdateMode.Merge} or {TableUpdateMode.Replace}.", nameof(mode)),
        };

    private Task<Response> SendAsync(
        TableTransactionActionType type, ITableEntity entity, ETag ifMatch, CancellationToken cancellationToken) =>
        _endpoint.SendAsync(Message(type, entity, ifMatch), cancellationToken);

    private HttpMessage Question(string partitionKey, string rowKey, IEnumerable<string> select)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return _endpoint.Message(RequestMethod.Get, TableEndpoint.EntityPath(_name, partitionKey, rowKey), ("$select", Names(select)));
    }

    /// <summary>The request for one action, alone or as part of a transaction.</summary>
    private HttpMessage Message(TableTransactionActionType type, ITableEntity entity, ETag ifMatch)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey, nameof(entity.PartitionKey));
        ArgumentNullException.ThrowIfNull(entity.RowKey, nameof(entity.RowKey));
        RequestMethod method = type switch
        {
            TableTransactionActionType.Add => RequestMethod.Post,
            TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => RequestMethod.Patch,
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => RequestMethod.Put,
            TableTransactionActionType.Delete => RequestMethod.Delete,
            _ => throw new InvalidOperationException($"The action {type} is none that the service has."),
        };
        string path = type == TableTransactionActionType.Add ? _name : TableEndpoint.EntityPath(_name, entity.PartitionKey, entity.RowKey);
        HttpMessage message = _endpoint.Message(method, path);
        ETag condition = type == TableTransactionActionType.Delete && ifMatch == default ? ETag.All : ifMatch;
        if (condition != default && type is not TableTransactionActionType.Add)
        {
            message.Request.Headers.SetValue("If-Match", condition.ToString("H"));
        }

        if (type != TableTransactionActionType.Delete)
        {
            TableEndpoint.SetBody(message.Request, EntityJson.Write(entity));
        }

        return message;
    }
}
