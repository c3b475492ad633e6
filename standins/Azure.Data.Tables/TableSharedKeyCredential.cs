using System.Security.Cryptography;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>A storage account's name and one of its keys. Documented: signs requests with HMAC-SHA256 over the decoded key.</summary>
public class TableSharedKeyCredential
{
    private byte[] _key;

    /// <summary>Takes the name and the key in Base64, as the portal shows it.</summary>
    /// <param name="accountName">Name of the account.</param>
    /// <param name="accountKey">Key in Base64.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    /// <exception cref="FormatException">The key is not Base64.</exception>
    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        ArgumentNullException.ThrowIfNull(accountName);
        AccountName = accountName;
        SetAccountKey(accountKey);
    }

    /// <summary>Name of the account.</summary>
    public string AccountName { get; }

    /// <summary>Replaces the key, for instance after it was regenerated; requests from then on are signed with it.</summary>
    /// <param name="accountKey">Key in Base64.</param>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="FormatException">The key is not Base64.</exception>
    public void SetAccountKey(string accountKey)
    {
        ArgumentNullException.ThrowIfNull(accountKey);
        Volatile.Write(ref _key, Convert.FromBase64String(accountKey));
    }

    /// <summary>The signature of a text, in Base64.</summary>
    internal string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(Volatile.Read(ref _key), Encoding.UTF8.GetBytes(text)));
}
