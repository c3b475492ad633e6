using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>
/// Signs each try of a request. Documented: an HMAC-SHA256 with the key over the encoded address of the resource, a line end and the
/// second since 1970 at which the token ends.
/// </summary>
internal sealed class SharedAccessPolicy(Uri resource, string keyName, string key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(30);

    public override void OnSendingRequest(HttpMessage message)
    {
        string address = Uri.EscapeDataString(resource.AbsoluteUri);
        long end = time.GetUtcNow().Add(Validity).ToUnixTimeSeconds();
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{address}\n{end}"));
        string signature = Uri.EscapeDataString(Convert.ToBase64String(hash));
        message.Request.Headers.SetValue(
            "Authorization", $"SharedAccessSignature sr={address}&sig={signature}&se={end}&skn={Uri.EscapeDataString(keyName)}");
    }
}
