namespace Countme.Tests;

/// <summary>
/// A broker in Service Bus's place, on a free port, with the project's topic and subscriptions. Each test has its own, so tests never
/// meet; it ends with the test, and at the latest with the process.
/// </summary>
internal sealed class Broker : IDisposable
{
    private readonly NodeProgram _program;

    private Broker(NodeProgram program)
    {
        _program = program;
        Port = program.Listening.GetProperty("amqp").GetInt32();
        ConnectionString = program.Listening.GetProperty("connectionString").GetString()!;
        Address = new Uri(program.Listening.GetProperty("http").GetString()!);
    }

    /// <summary>The port, for AMQP and HTTP alike.</summary>
    public int Port { get; }

    /// <summary>Connection string for any Service Bus client.</summary>
    public string ConnectionString { get; }

    /// <summary>Address of its REST protocol.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="location">Where it keeps messages, so that another one begins with them; null: in memory.</param>
    /// <param name="port">The port, so that clients find the next one; 0: any free one.</param>
    public static Broker Start(string? location = null, int port = 0)
    {
        string[] place = location is null ? [] : ["--location", location];
        return new Broker(NodeProgram.Start("servicebus.mjs", ["--port", $"{port}", .. place]));
    }

    /// <summary>Ends it at once, as a crash would. A second call does nothing.</summary>
    public void Dispose() => _program.Dispose();
}
