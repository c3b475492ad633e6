using System.ComponentModel.DataAnnotations;

namespace Countme.LocalHost;

/// <summary>How the local host runs functions.</summary>
public sealed record LocalHostOptions
{
    /// <summary>Port of the HTTP functions on the loopback address; 0: any free one.</summary>
    /// <value>Default 7071, as the Functions host.</value>
    [Range(0, 65535)]
    public int Port { get; init; } = 7071;

    /// <summary>Activities that run at once.</summary>
    /// <value>Default 4: an activity may use all cores by itself.</value>
    [Range(1, 256)]
    public int MaxActivities { get; init; } = 4;

    /// <summary>Longest input, output or event, in bytes of JSON; a longer one fails what sent it.</summary>
    /// <value>Default 65 536.</value>
    [Range(256, 1 << 19)]
    public int MaxMessageBytes { get; init; } = 65_536;

    /// <summary>Turns of orchestrations that run at once.</summary>
    /// <value>Default 4.</value>
    [Range(1, 64)]
    public int MaxTurns { get; init; } = 4;

    /// <summary>Time between two looks for orchestrations that another process left unfinished.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two listings of a container with a blob trigger.</summary>
    /// <value>Default 1 s.</value>
    public TimeSpan BlobInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Blob functions that run at once.</summary>
    /// <value>Default 8.</value>
    [Range(1, 256)]
    public int MaxBlobCalls { get; init; } = 8;

    /// <summary>Calls for one version of a blob before it is set down as poison.</summary>
    /// <value>Default 5, as the Functions host.</value>
    [Range(1, 100)]
    public int MaxBlobTries { get; init; } = 5;

    /// <summary>Put before the names of the host's own tables.</summary>
    /// <value>Default <c>LocalHost</c>.</value>
    public string TablePrefix { get; init; } = "LocalHost";

    /// <summary>Key that callers of protected HTTP functions send; null: such functions are open, on the loopback address alone.</summary>
    public string? FunctionKey { get; init; }
}
