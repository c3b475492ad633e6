using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Core.Publish;
using Countme.Core.Status;
using Countme.Core.Totals;
using Countme.Functions.Settings;
using Countme.LocalHost.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.Functions.Tests.Pipeline;

/// <summary>The whole app on Azurite, with names of its own, a fast clock and a bus that remembers.</summary>
internal sealed class LocalPipeline : IAsyncDisposable
{
    private readonly ServedApp _app;
    private readonly BlobContainerClient _logs;

    private LocalPipeline(ServedApp app, RecordingBus bus, string prefix)
    {
        (_app, Bus) = (app, bus);
        Http = new HttpClient { BaseAddress = app.Address };
        _logs = new BlobServiceClient(Azurite.ConnectionString).GetBlobContainerClient(prefix + CloudNames.LogsContainer);
    }

    public HttpClient Http { get; }

    public RecordingBus Bus { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<LocalPipeline> StartAsync(DateTimeOffset now, params (string Name, string Value)[] more)
    {
        string prefix = Azurite.NewPrefix();
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = Azurite.ConnectionString,
            [SettingNames.Storage] = Azurite.ConnectionString,
            [SettingNames.Bus] = "Endpoint=sb://localhost;SharedAccessKeyName=none;SharedAccessKey=none;UseDevelopmentEmulator=true;",
            [SettingNames.LogsContainer] = prefix + CloudNames.LogsContainer,
            [SettingNames.SweepSchedule] = "0 0 0 1 1 *",
            [SettingNames.RetentionSchedule] = "0 0 0 1 1 *",
            [SettingNames.OutboxSchedule] = "0 0 0 1 1 *",
            ["Countme:NamePrefix"] = prefix,
            ["Countme:QuietMinutes"] = "5",
        };
        foreach ((string name, string value) in more)
        {
            settings[name] = value;
        }

        var bus = new RecordingBus();
        var time = new FastTime(now);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var plan = new HostPlan(typeof(CountmeServices).Assembly.GetTypes(), configuration)
        {
            Options = new() { Port = 0, TablePrefix = prefix + "h", BlobInterval = TimeSpan.FromSeconds(20), MaxMessageBytes = 4096 },
            Configure = (services, read) => Configure(services.AddSingleton<TimeProvider>(time), read, bus),
            Time = time,
        };
        return new LocalPipeline(await ServedApp.StartAsync(plan, CancellationToken.None), bus, prefix);
    }

    /// <summary>Uploads a file as a proxy would.</summary>
    public async Task UploadAsync(string path, string name)
    {
        await using FileStream content = File.OpenRead(path);
        await _logs.GetBlobClient(name).UploadAsync(content, overwrite: true);
    }

    /// <summary>Uploads bytes as a proxy would.</summary>
    public Task UploadAsync(byte[] content, string name) => _logs.GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);

    public async Task<bool> HasLogAsync(string name) => await _logs.GetBlobClient(name).ExistsAsync();

    /// <summary>Asks until an answer is as wanted.</summary>
    public async Task<string> UntilAsync(string path, Predicate<string> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        string text = "";
        try
        {
            do
            {
                using HttpResponseMessage answer = await Http.GetAsync(new Uri(path, UriKind.Relative), patience.Token);
                text = await answer.Content.ReadAsStringAsync(patience.Token);
            }
            while (!isWanted(text));
            return text;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{path} did not become as wanted; it is {text}");
        }
    }

    public Task UntilAllCountedAsync(string site, string from, string to, int days) => UntilAsync(
        $"/api/days?site={site}&from={from}&to={to}", text => text.Split("\"state\": \"counted\"").Length == days + 1);

    /// <summary>A published file.</summary>
    public async Task<byte[]> PublishedAsync(string site, string file)
    {
        var names = Services.GetRequiredService<CloudNames>();
        BlobContainerClient container = Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(names.Of(CloudNames.PublicContainer));
        return (await container.GetBlobClient($"{site}/{file}").DownloadContentAsync()).Value.Content.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static void Configure(IServiceCollection services, IConfiguration configuration, RecordingBus bus)
    {
        services.AddLogging();
        services.AddCountme(configuration);
        services.AddSingleton<IStatusBus>(bus);
        services.AddSingleton(provider => new PublishSite(
            provider.GetRequiredService<ITotals>(), provider.GetRequiredService<IPublications>(), isExact: true));
    }
}
