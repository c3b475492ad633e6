namespace Countme.Tests;

/// <summary>What a <see cref="FaultProxy"/> does with one request.</summary>
internal sealed record Fault
{
    private Fault(string name) => Name = name;

    /// <summary>Nothing: the request goes to the server and its answer comes back.</summary>
    public static Fault None { get; } = new("pass");

    /// <summary>The connection is torn before the server sees the request.</summary>
    public static Fault TearBefore { get; } = new("tear before");

    /// <summary>The server does what was asked, then the connection is torn instead of the answer.</summary>
    public static Fault TearAfter { get; } = new("tear after");

    /// <summary>For messages of tests.</summary>
    public string Name { get; }

    /// <summary>Status to answer with, instead of asking the server; 0 to ask it.</summary>
    public int Status { get; private init; }

    /// <summary>Seconds in the header <c>Retry-After</c> of such an answer; null for no header.</summary>
    public int? RetryAfterSeconds { get; private init; }

    /// <summary>What to wait for first.</summary>
    public Task Gate { get; private init; } = Task.CompletedTask;

    /// <summary>The proxy answers by itself.</summary>
    public static Fault Answer(int status, int? retryAfterSeconds = null) =>
        new($"answer {status}") { Status = status, RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The same, but only once a gate has opened.</summary>
    public Fault Behind(Task gate) => this with { Gate = gate };
}
