using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the Functions extension adds to a client.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>The addresses under which an instance can be watched and steered.</summary>
    /// <param name="client">Client that the Functions host bound; it knows the host's address and key.</param>
    /// <param name="instanceId">Id of the instance.</param>
    /// <param name="request">Request to take the address from; null: the address that came with the binding.</param>
    /// <exception cref="ArgumentException"><paramref name="instanceId"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">There is no request, and the client was not bound by the Functions host. This is
    /// always so with stand-ins, because only the package has that client.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        if (string.IsNullOrEmpty(instanceId))
        {
            throw new ArgumentException("InstanceId cannot be null or empty.", nameof(instanceId));
        }

        throw new InvalidOperationException(
            "Failed to create HTTP management payload: the client was not bound by the Functions host, and there is no request.");
    }
}
