using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Countme.LocalHost.Http;

/// <summary>The key that callers of protected functions send; without one they are open, because only this machine reaches them.</summary>
internal sealed class FunctionKey(string? key)
{
    private readonly byte[]? _hash = string.IsNullOrEmpty(key) ? null : Hash(key);

    /// <summary>Whether a request has the key, in <c>x-functions-key</c> or <c>?code=</c>, or none is needed.</summary>
    public bool IsGiven(HttpRequest request)
    {
        string given = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault() ?? "";

        // Hashes have one length, so that neither length nor content of the key can be told from the time this takes.
        return _hash is null || CryptographicOperations.FixedTimeEquals(Hash(given), _hash);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
