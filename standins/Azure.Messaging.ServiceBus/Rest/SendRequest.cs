using System.Text;
using System.Text.Json;
using Azure.Core;

namespace Azure.Messaging.ServiceBus.Rest;

/// <summary>Requests that send.</summary>
internal static class SendRequest
{
    /// <summary>
    /// One message. Documented: the body as it is, its media type, broker properties in a header, a header for each other property.
    /// </summary>
    public static HttpMessage Single(ServiceBusEndpoint endpoint, string entityPath, ServiceBusMessage message)
    {
        HttpMessage http = New(endpoint, entityPath);
        Request request = http.Request;
        request.Headers.SetValue("Content-Type", message.ContentType ?? "application/octet-stream");
        using var broker = new MemoryStream();
        using (var json = new Utf8JsonWriter(broker))
        {
            BrokerProperties.Write(json, message);
        }

        request.Headers.SetValue(BrokerProperties.Header, Encoding.ASCII.GetString(broker.ToArray()));
        foreach ((string name, object value) in message.ApplicationProperties)
        {
            request.Headers.SetValue(name, PropertyText.Write(value));
        }

        request.Content = RequestContent.Create(message.Body);
        return http;
    }

    /// <summary>Several messages, taken all or none.</summary>
    public static HttpMessage Batch(ServiceBusEndpoint endpoint, string entityPath, IEnumerable<ServiceBusMessage> messages)
    {
        HttpMessage http = New(endpoint, entityPath);
        http.Request.Headers.SetValue("Content-Type", BatchJson.ContentType);
        http.Request.Content = RequestContent.Create(BatchJson.Write(messages));
        return http;
    }

    private static HttpMessage New(ServiceBusEndpoint endpoint, string entityPath) =>
        endpoint.Message(RequestMethod.Post, $"{ServiceBusEndpoint.Encoded(entityPath)}/messages");
}
