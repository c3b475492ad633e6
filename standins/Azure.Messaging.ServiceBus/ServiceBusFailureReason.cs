namespace Azure.Messaging.ServiceBus;

/// <summary>Why an operation failed. Documented: the values that this client can tell apart over REST.</summary>
public enum ServiceBusFailureReason
{
    /// <summary>None of the others.</summary>
    GeneralError = 0,

    /// <summary>There is no such queue, topic or subscription.</summary>
    MessagingEntityNotFound = 1,

    /// <summary>The lock has ended, or the message was completed already.</summary>
    MessageLockLost = 2,

    /// <summary>There is no such message.</summary>
    MessageNotFound = 3,

    /// <summary>The message or batch is larger than the service takes.</summary>
    MessageSizeExceeded = 4,

    /// <summary>The queue, topic or subscription is disabled.</summary>
    MessagingEntityDisabled = 5,

    /// <summary>The entity is full.</summary>
    QuotaExceeded = 6,

    /// <summary>The service asks to slow down.</summary>
    ServiceBusy = 7,

    /// <summary>The service did not answer in time.</summary>
    ServiceTimeout = 8,

    /// <summary>The service was not reached.</summary>
    ServiceCommunicationProblem = 9,
}
