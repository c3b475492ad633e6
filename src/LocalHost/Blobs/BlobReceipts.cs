using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace Countme.LocalHost.Blobs;

/// <summary>What has become of a version of a blob.</summary>
/// <param name="Version">Its ETag.</param>
/// <param name="Tries">Calls that failed.</param>
/// <param name="State">Done, Failed or Poison.</param>
internal sealed record BlobReceipt(string Version, int Tries, string State)
{
    public const string Done = "Done";
    public const string Failed = "Failed";
    public const string Poison = "Poison";
}

/// <summary>The receipts of one function: kept in memory, and in a table with a partition for each function.</summary>
internal sealed class BlobReceipts(TableClient table, string function)
{
    private readonly ConcurrentDictionary<string, BlobReceipt> _receipts = new(StringComparer.Ordinal);

    /// <summary>Reads all receipts.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await table.CreateIfNotExistsAsync(cancellation);
        await foreach (TableEntity row in table.QueryAsync<TableEntity>($"PartitionKey eq '{function}'", cancellationToken: cancellation))
        {
            _receipts[row.GetString("Name")] = new(row.GetString("Version"), row.GetInt32("Tries") ?? 0, row.GetString("State"));
        }
    }

    /// <summary>The receipt of a version of a blob; null if that version was never called for.</summary>
    public BlobReceipt? Find(string name, string version) =>
        _receipts.TryGetValue(name, out BlobReceipt? receipt) && receipt.Version == version ? receipt : null;

    /// <summary>Stores a receipt in place of an earlier one.</summary>
    public async Task WriteAsync(string name, BlobReceipt receipt, string? reason, CancellationToken cancellation)
    {
        var row = new TableEntity(function, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))))
        {
            ["Name"] = name,
            ["Version"] = receipt.Version,
            ["Tries"] = receipt.Tries,
            ["State"] = receipt.State,
        };
        if (reason is not null)
        {
            row["Reason"] = reason.Length > 4000 ? reason[..4000] : reason;
        }

        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        _receipts[name] = receipt;
    }
}
