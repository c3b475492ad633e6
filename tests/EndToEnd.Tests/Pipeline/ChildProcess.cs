using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>A program that prints one line of JSON when it serves, and ends when its standard input does.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 400;

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private bool _ended;

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>What it printed when it served.</summary>
    public JsonElement Ready { get; private set; }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !_ended && !_process.HasExited;

    /// <summary>The last lines of its standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    /// <summary>Starts a program and waits until it serves.</summary>
    public static async Task<ChildProcess> Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(start);
        string? line = await child._process.StandardOutput.ReadLineAsync();
        if (line is null)
        {
            await child._process.WaitForExitAsync();
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', start.ArgumentList)} ended before it served:\n{child.Errors}");
        }

        child.Ready = JsonDocument.Parse(line).RootElement;
        _ = child._process.StandardOutput.ReadToEndAsync();
        return child;
    }

    /// <summary>Ports on the loopback address that nobody listens on now.</summary>
    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task Kill()
    {
        if (!_ended)
        {
            _ended = true;
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Closes its input and waits until it has ended by itself.</summary>
    public async Task Stop()
    {
        if (!_ended)
        {
            _ended = true;
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null)
            {
                _errors.Enqueue(line);
            }

            if (_errors.Count > KeptLines)
            {
                _errors.Dequeue();
            }
        }
    }
}
