namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>An Azurite of a test's own, which can be stopped and started again on the same ports with what it holds.</summary>
internal sealed class StorageProcess : IAsyncDisposable
{
    private readonly string _files = Directory.CreateTempSubdirectory("countme-storage-").FullName;
    private readonly int[] _ports = ChildProcess.FreePorts(3);
    private ChildProcess? _process;

    /// <summary>Addresses of the blob, queue and table services, without an account.</summary>
    public Uri[] Services => [.. _ports.Select(port => new Uri($"http://127.0.0.1:{port}"))];

    /// <summary>For clients that reach it without anything in between.</summary>
    public string ConnectionString => Azurite.ConnectionStringTo(Services[0], Services[1], Services[2]);

    /// <summary>Starts it, for the first time or after <see cref="Stop"/>.</summary>
    public async Task Start()
    {
        NodePackages.Install(NodeProgram.Folder);
        string[] services = ["blob", "queue", "table"];
        _process = await ChildProcess.Start(
            "node",
            [
                Program("azurite.mjs"), "--location", _files,
                .. services.SelectMany((name, i) => (string[])[$"--{name}Port", $"{_ports[i]}"]),
            ]);
        foreach ((string name, int i) in services.Select((name, i) => (name, i)))
        {
            Assert.Equal(_ports[i], new Uri(_process.Ready.GetProperty(name).GetString()!).Port);
        }
    }

    /// <summary>Ends it in order: what it acknowledged is on disk.</summary>
    public Task Stop() => _process!.Stop();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_files, recursive: true);
    }

    /// <summary>A program of the folder emulators.</summary>
    internal static string Program(string name) => Path.Join(NodeProgram.Folder, name);
}
