namespace Microsoft.Azure.Functions.Worker;

/// <summary>Times of a monitored schedule.</summary>
public class ScheduleStatus
{
    /// <summary>Time the schedule last came due; the default value if never.</summary>
    public DateTime Last { get; set; }

    /// <summary>Time it comes due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>Time this record was last written.</summary>
    public DateTime LastUpdated { get; set; }
}
