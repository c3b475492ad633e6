using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// Signs each try of a request. Documented: Shared Key Lite for the Table service, over the date and the canonicalized resource: the
/// account's name, the path as it is encoded in the address, and of the query the parameter <c>comp</c> alone.
/// </summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        string date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        string signature = credential.Sign($"{date}\n/{credential.AccountName}{Resource(message.Request.Uri.ToUri())}");
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{signature}");
    }

    private static string Resource(Uri address)
    {
        string component =
            address.Query.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith("comp=", StringComparison.OrdinalIgnoreCase));
        return component is null ? address.AbsolutePath : $"{address.AbsolutePath}?{component}";
    }
}
