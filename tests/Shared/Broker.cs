using System.Diagnostics;
using System.Text.Json;

namespace Countme.Tests;

/// <summary>
/// A broker in Service Bus's place, on a free port, with the project's topic and subscriptions. Each test has its own, so tests never
/// meet; it ends with the test, and at the latest with the process.
/// </summary>
internal sealed class Broker : IDisposable
{
    private readonly Process _process;
    private bool _isEnded;

    private Broker(Process process, JsonElement listening)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += Kill;
        Port = listening.GetProperty("amqp").GetInt32();
        ConnectionString = listening.GetProperty("connectionString").GetString()!;
        Address = new Uri(listening.GetProperty("http").GetString()!);
    }

    /// <summary>The folder that holds the Node programs.</summary>
    public static string Emulators { get; } = Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(TestData.Root)), "emulators");

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
        NodePackages.Install(Emulators);
        string[] place = location is null ? [] : ["--location", location];
        var start = new ProcessStartInfo("node", [Path.Join(Emulators, "servicebus.mjs"), "--port", $"{port}", .. place])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException(
                "The broker ended before it listened; run it by hand to see why: node emulators/servicebus.mjs");
        using JsonDocument listening = JsonDocument.Parse(line);
        return new Broker(process, listening.RootElement);
    }

    /// <summary>Ends it at once, as a crash would. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(this, EventArgs.Empty);
        _process.Dispose();
    }

    private void Kill(object? sender, EventArgs arguments)
    {
        _process.Kill();
        _process.WaitForExit();
    }
}
