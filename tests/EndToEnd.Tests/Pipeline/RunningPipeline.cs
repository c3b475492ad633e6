using Countme.EndToEnd.Tests.Support;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>
/// The whole pipeline as processes: Azurite, the broker and LocalHost. Each can be ended and started again; each keeps what it has.
/// </summary>
internal sealed class RunningPipeline : PipelineUnderTest, IAsyncDisposable
{
    private const string Topic = "countme-status";
    private const string Subscription = "all";

    private readonly PipelineOptions _options;
    private readonly StorageProcess _storage = new();
    private readonly BrokerProcess _broker = new();
    private readonly HttpClient _http = new();
    private readonly int _port = ChildProcess.FreePorts(1)[0];
    private readonly FaultProxy[] _proxies;
    private ChildProcess? _host;
    private EventLog? _events;

    private RunningPipeline(PipelineOptions options)
    {
        _options = options;
        _proxies = options.StorageFaults is { } decide ? [.. _storage.Services.Select(service => new FaultProxy(service, decide))] : [];
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_port}/api/");
    }

    public override HttpClient Api => _http;

    public override IReadOnlyList<ReceivedEvent> Events => _events!.Events;

    public override string StorageConnection => _storage.ConnectionString;

    public override string Facts => $"LocalHost ({(_host?.IsRunning == true ? "runs" : "does not run")}):\n{_host?.Errors}\n"
        + string.Join(
            '\n', _proxies.SelectMany(proxy => proxy.Log.Where(line => !line.EndsWith(": pass", StringComparison.Ordinal)).TakeLast(20)));

    /// <summary>Starts everything.</summary>
    public static async Task<RunningPipeline> Start(PipelineOptions? options = null)
    {
        var pipeline = new RunningPipeline(options ?? new PipelineOptions());
        try
        {
            await Task.WhenAll(pipeline.StartStorage(), pipeline.StartBroker());
            pipeline._events = new EventLog(pipeline._broker.ConnectionString, Topic, Subscription);
            await pipeline.StartHost();
            return pipeline;
        }
        catch
        {
            await pipeline.DisposeAsync();
            throw;
        }
    }

    public Task StartStorage() => _storage.Start();

    public Task StopStorage() => _storage.Stop();

    public Task StartBroker() => _broker.Start();

    public Task StopBroker() => _broker.Stop();

    /// <summary>Ends LocalHost as kill -9 does.</summary>
    public Task KillHost() => _host!.Kill();

    /// <summary>Ends LocalHost in order.</summary>
    public Task StopHost() => _host!.Stop();

    /// <summary>Starts LocalHost, for the first time or again.</summary>
    public async Task StartHost()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _host = await ChildProcess.Start(
            Shell.Host, [Path.Join(AppContext.BaseDirectory, "Countme.LocalHost.dll"), "--port", $"{_port}"], Environment());
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        foreach (FaultProxy proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        await _broker.DisposeAsync();
        await _storage.DisposeAsync();
        _http.Dispose();
    }

    private Dictionary<string, string> Environment()
    {
        string storage = _proxies.Length == 0
            ? _storage.ConnectionString
            : Azurite.ConnectionStringTo(_proxies[0].Address, _proxies[1].Address, _proxies[2].Address);
        return _options.Environment(storage, _broker.ConnectionString, "");
    }
}
