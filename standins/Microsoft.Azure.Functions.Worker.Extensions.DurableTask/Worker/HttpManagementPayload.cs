namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses under which one orchestration can be watched and steered.</summary>
public class HttpManagementPayload
{
    /// <summary>Id of the instance.</summary>
    public string? Id { get; internal set; }

    /// <summary>GET: its status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: raises an event; holds <c>{eventName}</c>.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>POST: terminates it.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <summary>DELETE: removes its history.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: suspends it.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: resumes it.</summary>
    public string? ResumePostUri { get; internal set; }
}
