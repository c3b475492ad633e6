using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Countme.LocalHost.Startup;

/// <summary>
/// A program of the folder <c>emulators</c> that runs beside the host. It ends when its standard
/// input closes, so it never outlives the host.
/// </summary>
internal sealed class NodeTool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private NodeTool(Process process, JsonElement ready)
    {
        _process = process;
        Ready = ready;
    }

    /// <summary>What it said when it was ready.</summary>
    public JsonElement Ready { get; }

    /// <summary>Starts a program and waits until it says that it is ready, in one line of JSON.</summary>
    /// <exception cref="StartException">Node is missing, or the program ended.</exception>
    public static async Task<NodeTool> StartAsync(
        string folder, string script, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        Process process = Start("node", [Path.Join(folder, script), .. arguments], folder);
        string? line = await process.StandardOutput.ReadLineAsync(cancellation);
        if (line is null)
        {
            string error = await process.StandardError.ReadToEndAsync(cancellation);
            throw new StartException(
                $"{script} ended before it was ready; run it by hand to see why: node emulators/{script}\n{error}".TrimEnd());
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        using JsonDocument ready = JsonDocument.Parse(line);
        return new(process, ready.RootElement.Clone());
    }

    /// <summary>Installs the packages of a folder unless they are there.</summary>
    /// <exception cref="StartException">npm is missing or failed.</exception>
    public static async Task InstallAsync(string folder, Action<string> say, CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Join(folder, "node_modules")))
        {
            return;
        }

        say($"Installing the Node packages of {folder} (once, about a minute) ...");
        using Process npm = Start("npm", ["ci", "--no-audit", "--no-fund"], folder);
        npm.StandardInput.Close();
        Task<string> output = npm.StandardOutput.ReadToEndAsync(cancellation);
        string error = await npm.StandardError.ReadToEndAsync(cancellation);
        await output;
        await npm.WaitForExitAsync(cancellation);
        if (npm.ExitCode != 0)
        {
            throw new StartException((
                $"npm ci in {folder} failed with {npm.ExitCode}, expected it to install Azurite and the broker's library:\n"
                + error).TrimEnd());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Start(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new StartException(
                $"Found no {program} on the PATH, expected Node 18 or newer with npm for Azurite and the bus. "
                + "Install it from https://nodejs.org or your distribution (apt install nodejs npm, dnf install nodejs). "
                + "'countme count' needs no Node: it counts on this machine alone.",
                exception);
        }
    }
}
