using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Countme.Adapters.Exchange.Sqlite;

namespace Countme.Adapters.Disk;

/// <summary>Records as JSON in a column of an SQLite table.</summary>
internal static class JsonColumn
{
    /// <summary>Binds a record as JSON.</summary>
    public static void Bind<T>(SqliteStatement statement, int parameter, T value, JsonTypeInfo<T> type) =>
        statement.Bind(parameter, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Reads a record; null when the column is.</summary>
    public static T? Read<T>(SqliteStatement statement, int column, JsonTypeInfo<T> type)
        where T : class => statement.IsNull(column) ? null : JsonSerializer.Deserialize(statement.Utf8(column), type);
}
