using System.Diagnostics;
using System.Text.Json;

namespace Countme.Tests;

/// <summary>
/// A program of the folder <c>emulators</c> that serves until it is disposed. It is ended at once, as a crash would, and at the latest
/// with the process.
/// </summary>
internal sealed class NodeProgram : IDisposable
{
    private readonly Process _process;
    private bool _isEnded;

    private NodeProgram(Process process)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The folder that holds the programs.</summary>
    public static string Folder { get; } = Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(TestData.Root)), "emulators");

    /// <summary>What it said when it listened: one line of JSON.</summary>
    public JsonElement Listening { get; private init; }

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static NodeProgram Start(string script, params string[] arguments)
    {
        NodePackages.Install(Folder);
        var start = new ProcessStartInfo("node", [Path.Join(Folder, script), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"{script} ended before it listened; run it by hand to see why: node emulators/{script} {string.Join(' ', arguments)}");
        using JsonDocument listening = JsonDocument.Parse(line);
        return new NodeProgram(process) { Listening = listening.RootElement.Clone() };
    }

    /// <summary>Ends it. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();
}
