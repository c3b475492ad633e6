namespace Countme.Adapters.Cloud;

/// <summary>Settings of <see cref="ServiceBusStatus"/>.</summary>
public sealed record ServiceBusStatusOptions
{
    /// <summary>Name of the topic.</summary>
    /// <value>Default <c>countme-status</c>.</value>
    public string Topic { get; init; } = "countme-status";

    /// <summary>Says in every event which pipeline it comes from.</summary>
    /// <value>Default <c>urn:countme</c>. The same for all time, since an event is known by source and id.</value>
    public Uri Source { get; init; } = new("urn:countme");

    /// <summary>How long one try to send may last.</summary>
    /// <value>Default 3 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long <see cref="ServiceBusStatus.TellAsync"/> does not try after a try that failed;
    /// <see cref="ServiceBusStatus.SendWaitingAsync"/> tries at any time.
    /// </summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);
}
