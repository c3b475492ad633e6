using System.Globalization;

namespace Azure.Messaging.ServiceBus;

/// <summary>An operation that the service refused or that did not reach it. Documented: says whether trying again may help.</summary>
public class ServiceBusException : Exception
{
    /// <summary>A failure without any detail.</summary>
    public ServiceBusException()
    {
    }

    /// <summary>A failure of which it is known whether trying again may help.</summary>
    /// <param name="isTransient">Whether it may.</param>
    /// <param name="message">What happened.</param>
    /// <param name="entityName">The queue, topic or subscription.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">What caused it.</param>
    public ServiceBusException(
        bool isTransient,
        string message,
        string entityName = null,
        ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError,
        Exception innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    /// <summary>A failure with a reason. Documented: the reason tells whether trying again may help.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="reason">Why.</param>
    /// <param name="entityPath">The queue, topic or subscription.</param>
    /// <param name="innerException">What caused it.</param>
    public ServiceBusException(string message, ServiceBusFailureReason reason, string entityPath = null, Exception innerException = null)
        : this(IsWorthRetrying(reason), message, entityPath, reason, innerException)
    {
    }

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; }

    /// <summary>Why it failed.</summary>
    public ServiceBusFailureReason Reason { get; }

    /// <summary>The queue, topic or subscription; null if it concerns none.</summary>
    public string EntityPath { get; }

    /// <summary>What happened, with the reason and, if there is one, the entity behind it.</summary>
    public override string Message => string.IsNullOrEmpty(EntityPath)
        ? string.Format(CultureInfo.InvariantCulture, "{0} ({1})", base.Message, Reason)
        : string.Format(CultureInfo.InvariantCulture, "{0} ({1} - {2})", base.Message, EntityPath, Reason);

    private static bool IsWorthRetrying(ServiceBusFailureReason reason) => reason
        is ServiceBusFailureReason.ServiceCommunicationProblem
        or ServiceBusFailureReason.ServiceTimeout
        or ServiceBusFailureReason.ServiceBusy;
}
