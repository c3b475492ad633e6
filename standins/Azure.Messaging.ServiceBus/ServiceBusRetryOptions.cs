namespace Azure.Messaging.ServiceBus;

/// <summary>
/// How often and how long an operation is tried. Documented defaults: three retries, exponential from 0.8 s, one minute a try.
/// </summary>
public class ServiceBusRetryOptions
{
    /// <summary>Tries after the first one.</summary>
    /// <value>Default 3. From 0 to 100.</value>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Wait before the first retry; doubled for each further one.</summary>
    /// <value>Default 0.8 s.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Longest wait between two tries.</summary>
    /// <value>Default one minute.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time that one try may take; how long a receiver waits for a message if it is not told otherwise.</summary>
    /// <value>Default one minute.</value>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
