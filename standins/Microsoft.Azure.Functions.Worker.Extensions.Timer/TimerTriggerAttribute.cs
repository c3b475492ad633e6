using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A function that is called on a schedule.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Marks the parameter that receives a <see cref="TimerInfo"/>.</summary>
    /// <param name="schedule">Six fields: second, minute, hour, day, month, day of week; or <c>%Setting%</c>.</param>
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>The schedule as written.</summary>
    public string Schedule { get; private set; }

    /// <summary>Whether the host remembers when the schedule last came due, so that a missed call is made up for.</summary>
    /// <value>Default true.</value>
    public bool UseMonitor { get; set; }

    /// <summary>Whether the function is also called when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
