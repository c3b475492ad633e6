using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>
/// Settings of a client. Documented: retries, diagnostics and the transport are those of <see cref="ClientOptions"/>; by default three
/// retries with exponential waits from 0.8 s, or as long as the service's <c>Retry-After</c> says.
/// </summary>
public class TableClientOptions : ClientOptions
{
    /// <summary>Settings for one version of the service's protocol.</summary>
    /// <param name="serviceVersion">Sent as <c>x-ms-version</c>. Tokens need 2020-12-06.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version is none of those that the client knows.</exception>
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06) => VersionText = serviceVersion switch
    {
        ServiceVersion.V2019_02_02 => "2019-02-02",
        ServiceVersion.V2020_12_06 => "2020-12-06",
        _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion)),
    };

    /// <summary>Versions of the protocol.</summary>
    public enum ServiceVersion
    {
        /// <summary>2019-02-02.</summary>
        V2019_02_02 = 1,

        /// <summary>2020-12-06, the first one that takes tokens.</summary>
        V2020_12_06 = 2,
    }

    /// <summary>The version as the header has it.</summary>
    internal string VersionText { get; }
}
