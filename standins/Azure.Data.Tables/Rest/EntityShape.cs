using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// The stored properties of a type of entities. Documented: public properties that can be read and written, under the name that
/// <c>[DataMember]</c> gives them, without those that have <c>[IgnoreDataMember]</c>; enums are stored by name.
/// </summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Known = [];

    private readonly (string Name, PropertyInfo Property)[] _properties;

    private EntityShape(Type type) => _properties =
    [
        .. from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
           where property.GetMethod is { IsPublic: true } && property.SetMethod is { IsPublic: true }
               && property.GetIndexParameters().Length == 0
               && !typeof(ITableEntity).GetProperties().Any(own => own.Name == property.Name)
               && property.GetCustomAttribute<IgnoreDataMemberAttribute>() is null
           select (property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name, property),
    ];

    /// <summary>What is stored of an entity, the keys first.</summary>
    public static IEnumerable<(string Name, object Value)> Values(ITableEntity entity) =>
    [
        (nameof(ITableEntity.PartitionKey), entity.PartitionKey),
        (nameof(ITableEntity.RowKey), entity.RowKey),
        .. entity is IDictionary<string, object> values
            ? values.Where(IsOwn).Select(pair => (pair.Key, pair.Value))
            : Of(entity.GetType())._properties.Select(member => (member.Name, Stored(member.Property.GetValue(entity)))),
    ];

    /// <summary>An entity with the given values; those that it has no property for are left out.</summary>
    public static T Create<T>(Dictionary<string, object> values)
        where T : class, ITableEntity
    {
        if (typeof(T) == typeof(TableEntity))
        {
            return (T)(object)new TableEntity(values);
        }

        T entity = Activator.CreateInstance<T>();
        entity.PartitionKey = (string)values.GetValueOrDefault(nameof(ITableEntity.PartitionKey));
        entity.RowKey = (string)values.GetValueOrDefault(nameof(ITableEntity.RowKey));
        entity.Timestamp = (DateTimeOffset?)values.GetValueOrDefault(nameof(ITableEntity.Timestamp));
        entity.ETag = new ETag((string)values.GetValueOrDefault(EntityJson.ETagName));
        Of(typeof(T)).Fill(entity, values);
        return entity;
    }

    private static EntityShape Of(Type type) => Known.GetOrAdd(type, static type => new EntityShape(type));

    private static bool IsOwn(KeyValuePair<string, object> pair) =>
        pair.Key is not (nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey)
        or nameof(ITableEntity.Timestamp) or EntityJson.ETagName);

    private static object Stored(object value) => value is Enum name ? name.ToString() : value;

    private static object Converted(object value, Type type) => value switch
    {
        null => null,
        DateTimeOffset instant when type == typeof(DateTime) => instant.UtcDateTime,
        byte[] bytes when type == typeof(BinaryData) => new BinaryData(bytes),
        string name when type.IsEnum => Enum.Parse(type, name),
        int number when type == typeof(double) => (double)number,
        long number when type == typeof(ulong) => (ulong)number,
        _ => value,
    };

    private void Fill(object entity, Dictionary<string, object> values)
    {
        foreach ((string name, PropertyInfo property) in _properties)
        {
            if (values.TryGetValue(name, out object value))
            {
                property.SetValue(entity, Converted(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
            }
        }
    }
}
