namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>A broker of a test's own, which can be stopped and started again on the same port with what it holds.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly string _files = Directory.CreateTempSubdirectory("countme-broker-").FullName;
    private readonly int _port = ChildProcess.FreePorts(1)[0];
    private ChildProcess? _process;

    /// <summary>For clients of Service Bus.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts it, for the first time or after <see cref="Stop"/>.</summary>
    public async Task Start()
    {
        _process = await ChildProcess.Start(
            "node", [StorageProcess.Program("servicebus.mjs"), "--location", _files, "--port", $"{_port}"]);
        ConnectionString = _process.Ready.GetProperty("connectionString").GetString()!;
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
}
