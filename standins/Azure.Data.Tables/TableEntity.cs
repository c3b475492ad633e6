using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>
/// An entity as a dictionary of its properties. Documented: the keys, the timestamp (<c>Timestamp</c>) and the ETag (<c>odata.etag</c>) are
/// in the dictionary too; a typed getter returns null for a property that is missing and refuses one of another type.
/// </summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    private readonly Dictionary<string, object> _properties;

    /// <summary>An entity without properties.</summary>
    public TableEntity()
        : this(null)
    {
    }

    /// <summary>An entity that has its keys only.</summary>
    /// <param name="partitionKey">First part of the key.</param>
    /// <param name="rowKey">Second part of the key.</param>
    public TableEntity(string partitionKey, string rowKey)
        : this(null)
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <summary>An entity with a copy of the given properties.</summary>
    /// <param name="values">Properties, the keys among them; null for none.</param>
    public TableEntity(IDictionary<string, object> values) => _properties = values is null ? [] : new(values);

    /// <inheritdoc/>
    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey));
        set => _properties[nameof(PartitionKey)] = value;
    }

    /// <inheritdoc/>
    public string RowKey
    {
        get => GetString(nameof(RowKey));
        set => _properties[nameof(RowKey)] = value;
    }

    /// <inheritdoc/>
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => _properties[nameof(Timestamp)] = value;
    }

    /// <inheritdoc/>
    public ETag ETag
    {
        get => new(GetString(Rest.EntityJson.ETagName));
        set => _properties[Rest.EntityJson.ETagName] = value.ToString();
    }

    /// <summary>Number of properties.</summary>
    public int Count => _properties.Count;

    /// <summary>Names of the properties.</summary>
    public ICollection<string> Keys => _properties.Keys;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    /// <summary>
    /// A property by its name; null if it is missing. Documented: a new value has the type of the old one, but an int may become long or
    /// double, and an int given to a long or double takes that type.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">The new value is of another type than the old one.</exception>
    public object this[string key]
    {
        get => Find(key);
        set => Set(key, value);
    }

    /// <summary>Text of a property; dates are given in round-trip format.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public string GetString(string key) => Find(key) switch
    {
        DateTimeOffset instant => instant.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
        object value => As<string>(value),
        null => null,
    };

    /// <summary>Bytes of a property.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    [SuppressMessage("Performance", "CA1819", Justification = "The package's signature.")]
    public byte[] GetBinary(string key) => Find(key) is object value ? value is BinaryData data ? data.ToArray() : As<byte[]>(value) : null;

    /// <summary>Bytes of a property.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public BinaryData GetBinaryData(string key) =>
        Find(key) is object value ? value is byte[] bytes ? new BinaryData(bytes) : As<BinaryData>(value) : null;

    /// <summary>A property that is true or false.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public bool? GetBoolean(string key) => Get<bool>(key);

    /// <summary>A point in time, as UTC.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public DateTime? GetDateTime(string key) => Find(key) is DateTimeOffset instant ? instant.UtcDateTime : Get<DateTime>(key);

    /// <summary>A point in time.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public DateTimeOffset? GetDateTimeOffset(string key) =>
        Find(key) is DateTime date ? new DateTimeOffset(date) : Get<DateTimeOffset>(key);

    /// <summary>A number with a fraction.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public double? GetDouble(string key) => Get<double>(key);

    /// <summary>A GUID.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public Guid? GetGuid(string key) => Get<Guid>(key);

    /// <summary>A number of 32 bits.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type; so is one that was stored as long.</exception>
    public int? GetInt32(string key) => Get<int>(key);

    /// <summary>A number of 64 bits.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type; so is one that was stored as int.</exception>
    public long? GetInt64(string key) => Get<long>(key);

    /// <summary>Sets a property, like the indexer; one that is there is replaced.</summary>
    public void Add(string key, object value) => Set(key, value);

    /// <summary>Whether the entity has a property.</summary>
    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    /// <summary>Takes a property away.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string key) => _properties.Remove(key);

    /// <summary>The value of a property, if the entity has it.</summary>
    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    /// <summary>Takes all properties away, the keys among them.</summary>
    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Set(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        ((IDictionary<string, object>)_properties).Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((IDictionary<string, object>)_properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((IDictionary<string, object>)_properties).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    private static T As<T>(object value) => value is T wanted
        ? wanted
        : throw new InvalidOperationException($"Cannot return a {typeof(T)} for a property of type {value.GetType()}.");

    private T? Get<T>(string key)
        where T : struct => Find(key) is object value ? As<T>(value) : null;

    private object Find(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _properties.GetValueOrDefault(key);
    }

    private void Set(string key, object value)
    {
        object old = Find(key);
        _properties[key] = (old, value) switch
        {
            (null, _) or (_, null) => value,
            (int, long or double) => value,
            (long, int number) => (long)number,
            (double, int number) => (double)number,
            _ when old.GetType().IsInstanceOfType(value) => value,
            _ => throw new InvalidOperationException(
                $"Cannot set a {value.GetType()} where the property '{key}' is of type {old.GetType()}."),
        };
    }
}
