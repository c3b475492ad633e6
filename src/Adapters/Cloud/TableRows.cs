using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;
using Countme.Core.Upload;

namespace Countme.Adapters.Cloud;

/// <summary>How keys, records and versions are kept in tables.</summary>
internal static class TableRows
{
    /// <summary>Most rows of one transaction.</summary>
    public const int MaxTransactionRows = 100;

    /// <summary>Transactions that are on their way at the same time.</summary>
    public const int Transactions = 4;

    /// <summary>A text property holds 32 Ki characters at most.</summary>
    private const int ChunkCharacters = 30_000;

    /// <summary>A row holds 1 MiB at most: 14 chunks are 820 KiB.</summary>
    private const int MaxChunks = 14;

    private const int ChunkBytes = 60_000;

    /// <summary>
    /// A name as a row key, which may not hold <c>/ \ # ?</c> and control characters: <c>/</c> becomes <c>:</c>, any other character
    /// than letters, digits, <c>.</c>, <c>_</c> and <c>-</c> becomes <c>~</c> and four hexadecimal digits for each UTF-16 unit.
    /// </summary>
    public static string KeyOf(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            _ = c == '/' ? key.Append(':')
                : char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? key.Append(c)
                : key.Append(CultureInfo.InvariantCulture, $"~{(int)c:x4}");
        }

        return key.ToString();
    }

    /// <summary>
    /// Keeps a record as JSON in the row's columns <c>Json0</c>, <c>Json1</c>, …; a large one compressed in <c>Packed0</c>, ….
    /// </summary>
    /// <exception cref="InvalidDataException">It does not fit a row in any form.</exception>
    public static void Put<T>(TableEntity row, T record, JsonTypeInfo<T> type)
    {
        string json = JsonSerializer.Serialize(record, type);
        if (json.Length <= MaxChunks * ChunkCharacters)
        {
            for (int i = 0; i * ChunkCharacters < json.Length; i++)
            {
                row[$"Json{i}"] = json.Substring(i * ChunkCharacters, Math.Min(ChunkCharacters, json.Length - (i * ChunkCharacters)));
            }

            return;
        }

        byte[] packed = Pack(json);
        if (packed.Length > MaxChunks * ChunkBytes)
        {
            throw new InvalidDataException(
                $"The record of {row.PartitionKey} {row.RowKey} has {packed.Length} bytes when compressed; "
                + $"a row holds {MaxChunks * ChunkBytes}. Count fewer logs a day.");
        }

        for (int i = 0; i * ChunkBytes < packed.Length; i++)
        {
            row[$"Packed{i}"] = packed[(i * ChunkBytes)..Math.Min((i + 1) * ChunkBytes, packed.Length)];
        }
    }

    /// <summary>Reads what <see cref="Put"/> kept.</summary>
    public static T Read<T>(TableEntity row, JsonTypeInfo<T> type)
    {
        if (row.GetBinary("Packed0") is not null)
        {
            using var packed = new MemoryStream();
            for (int i = 0; row.GetBinary($"Packed{i}") is { } chunk; i++)
            {
                packed.Write(chunk);
            }

            packed.Position = 0;
            using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize(unpacked, type)!;
        }

        var json = new StringBuilder();
        for (int i = 0; row.GetString($"Json{i}") is { } chunk; i++)
        {
            json.Append(chunk);
        }

        return JsonSerializer.Deserialize(json.ToString(), type)!;
    }

    /// <summary>The version of a row that was read.</summary>
    public static string VersionOf(TableEntity row) => row.ETag.ToString();

    /// <summary>Whether a write was refused because its row is not there, there already, or another one.</summary>
    public static bool IsConflict(RequestFailedException exception) => exception.Status is 404 or 409 or 412;

    /// <summary>Puts a row in the place of the one of a version; null: where none was.</summary>
    /// <exception cref="ChangedMeanwhileException">There is another one.</exception>
    public static async Task PutAsync(TableClient table, TableEntity row, string? version, CancellationToken cancellation)
    {
        try
        {
            await (version is null
                ? table.AddEntityAsync(row, cancellation)
                : table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellation)).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (IsConflict(exception) && exception.ErrorCode != "TableNotFound")
        {
            throw Changed(table, row, exception);
        }
    }

    /// <summary>The exception for a row that is another one now.</summary>
    public static ChangedMeanwhileException Changed(TableClient table, TableEntity row, Exception? exception) => new(
        $"{table.Name}: the row {row.PartitionKey} {row.RowKey} was written by another meanwhile. Run the step again.", exception);

    /// <summary>A row; null when it is not there.</summary>
    public static async Task<TableEntity?> FindAsync(TableClient table, string partition, string key, CancellationToken cancellation)
    {
        NullableResponse<TableEntity> found =
            await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellation).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>The rows of a partition, in order of their keys.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition; made of characters that need no escaping in a filter.</param>
    /// <param name="first">The first row key wanted; null for all.</param>
    /// <param name="last">The last row key wanted; null for all.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public static AsyncPageable<TableEntity> List(
        TableClient table, string partition, string? first, string? last, CancellationToken cancellation)
    {
        var filter = new StringBuilder($"PartitionKey eq '{partition}'");
        if (first is not null)
        {
            filter.Append(CultureInfo.InvariantCulture, $" and RowKey ge '{first}'");
        }

        if (last is not null)
        {
            filter.Append(CultureInfo.InvariantCulture, $" and RowKey le '{last}'");
        }

        return table.QueryAsync<TableEntity>(filter.ToString(), cancellationToken: cancellation);
    }

    private static byte[] Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(Encoding.UTF8.GetBytes(json));
        }

        return packed.ToArray();
    }
}
