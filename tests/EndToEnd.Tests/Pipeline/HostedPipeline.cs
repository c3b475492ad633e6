using Countme.Functions;
using Countme.LocalHost;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Startup;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Countme.EndToEnd.Tests.Pipeline;

/// <summary>The pipeline with LocalHost inside the test's process, so that a test can stand between it and its activities.</summary>
internal sealed class HostedPipeline : PipelineUnderTest, IAsyncDisposable
{
    /// <summary>The largest message that the pipeline may send.</summary>
    public const int MaxMessageBytes = 4096;

    private readonly BrokerProcess _broker = new();
    private readonly HttpClient _http = new();
    private readonly RecordedLog _log = new();
    private readonly string _prefix = Azurite.NewPrefix();
    private ServedApp? _app;
    private EventLog? _events;

    public override HttpClient Api => _http;

    public override IReadOnlyList<ReceivedEvent> Events => _events!.Events;

    public override string StorageConnection => Azurite.ConnectionString;

    public override string Prefix => _prefix;

    public override string Facts => _log.ToString();

    /// <summary>The orchestrations.</summary>
    public OrchestrationRuntime Runtime => _app!.Runtime;

    /// <summary>The orchestrators and activities.</summary>
    public IDurableFunctions Functions => Runtime.Functions;

    /// <summary>The histories of all instances, in order of their ids.</summary>
    public async Task<IReadOnlyList<HistoryFile>> Histories()
    {
        var histories = new List<HistoryFile>();
        string? next = null;
        do
        {
            (IReadOnlyList<InstanceRecord> page, next) = await Runtime.Store.ListAsync(
                new OrchestrationQuery(), next, CancellationToken.None);
            foreach (InstanceRecord instance in page)
            {
                histories.Add(
                    Assert.IsType<HistoryFile>(await HistoryFile.ExportAsync(Runtime.Store, instance.Id, CancellationToken.None)));
            }
        }
        while (next is not null);

        return histories;
    }

    /// <summary>Starts everything.</summary>
    public static async Task<HostedPipeline> Start(
        IActivityInterceptor? interceptor = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var pipeline = new HostedPipeline();
        try
        {
            await pipeline._broker.Start();
            pipeline._events = new EventLog(pipeline._broker.ConnectionString, "countme-status", "all");
            await pipeline.StartHost(interceptor, settings ?? new Dictionary<string, string>());
            return pipeline;
        }
        catch
        {
            await pipeline.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_events is not null)
        {
            await _events.DisposeAsync();
        }

        await _broker.DisposeAsync();
        _http.Dispose();
    }

    private async Task StartHost(IActivityInterceptor? interceptor, IReadOnlyDictionary<string, string> settings)
    {
        var options = new PipelineOptions { Settings = settings };
        Dictionary<string, string> environment = options.Environment(Azurite.ConnectionString, _broker.ConnectionString, _prefix);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                environment.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)))
            .Build();
        var plan = new HostPlan(typeof(CountmeServices).Assembly.GetTypes(), configuration)
        {
            Configure = (services, read) =>
            {
                services.AddCountme(read);
                services.AddLogging(logging => logging.AddProvider(_log));
                if (interceptor is not null)
                {
                    services.AddSingleton(interceptor);
                }
            },
            Options = new LocalHostOptions { Port = 0, MaxMessageBytes = MaxMessageBytes, TablePrefix = _prefix },
        };
        _app = await ServedApp.StartAsync(plan, CancellationToken.None);
        _http.BaseAddress = new Uri(_app.Address, "/api/");
    }
}
