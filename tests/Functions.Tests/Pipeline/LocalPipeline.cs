using System.Text.Json;
using Azure.Storage.Blobs;
using Countme.Adapters.Cloud;
using Countme.Core.Publish;
using Countme.Core.Status;
using Countme.Core.Totals;
using Countme.Functions.Settings;
using Countme.LocalHost.Orchestrations;
using Countme.LocalHost.Startup;
using Microsoft.DurableTask.Client;
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

    public DurableTaskClient Client => _app.Client;

    public static Task<LocalPipeline> StartAsync(DateTimeOffset now, params (string Name, string Value)[] more) =>
        StartAsync(now, new(), more);

    /// <summary>Starts one whose activities may fail, or which lacks a trigger.</summary>
    public static async Task<LocalPipeline> StartAsync(DateTimeOffset now, Faults faults, params (string Name, string Value)[] more)
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
        var plan = new HostPlan(typeof(CountmeServices).Assembly.GetTypes().Where(type => type != faults.Trigger), configuration)
        {
            Options = new() { Port = 0, TablePrefix = prefix + "h", BlobInterval = TimeSpan.FromSeconds(20), MaxMessageBytes = 4096 },
            Configure = (services, read) =>
                Configure(services.AddSingleton<TimeProvider>(time).AddSingleton<IActivityInterceptor>(faults), read, bus),
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

    /// <summary>Waits until a log was moved out of the way.</summary>
    public async Task UntilGoneAsync(string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (await _logs.GetBlobClient(name).ExistsAsync(patience.Token) && await pause.WaitForNextTickAsync(patience.Token))
        {
        }
    }

    public async Task<bool> HasLogAsync(string name) => await _logs.GetBlobClient(name).ExistsAsync();

    /// <summary>Asks until an answer is as wanted.</summary>
    public async Task<string> UntilAsync(string path, Predicate<string> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        string text = "";
        try
        {
            do
            {
                using HttpResponseMessage answer = await Http.GetAsync(new Uri(path, UriKind.Relative), patience.Token);
                text = await answer.Content.ReadAsStringAsync(patience.Token);
            }
            while (!isWanted(text) && await pause.WaitForNextTickAsync(patience.Token));
            return text;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{path} did not become as wanted; it is {text}");
        }
    }

    public Task UntilAllCountedAsync(string site, string from, string to, int days) => UntilAsync(
        $"/api/days?site={site}&from={from}&to={to}", text => text.Split("\"state\": \"counted\"").Length == days + 1);

    /// <summary>Asks, and expects an answer of JSON.</summary>
    public async Task<JsonElement> AskAsync(string path)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return Json(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks until the answer, as JSON, is as wanted.</summary>
    public async Task<JsonElement> AskUntilAsync(string path, Predicate<JsonElement> isWanted) =>
        Json(await UntilAsync(path, text => isWanted(Json(text))));

    /// <summary>Waits until a day stands where it is wanted to, with as many uploads, after a run of its own.</summary>
    public async Task<JsonElement> UntilDayAsync(string site, string day, int uploads, string state = "counted", string notRun = "")
    {
        JsonElement answer = await AskUntilAsync($"/api/days?site={site}&from={day}&to={day}", json => json.GetProperty("days") is var days
            && days.GetArrayLength() == 1 && days[0].GetProperty("state").GetString() == state
            && days[0].GetProperty("uploads").GetInt32() == uploads
            && days[0].GetProperty("run").GetString() != notRun);
        await IdleAsync($"day-{site}-{day}");
        return answer.GetProperty("days")[0];
    }

    /// <summary>Waits until an orchestration has ended.</summary>
    public async Task<OrchestrationMetadata> IdleAsync(string id) =>
        await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>A week as the totals of all its buckets together tell it.</summary>
    public async Task<(long Hits, int Revision, string State)> WeekAsync(string site, string date, string series = "hits")
    {
        JsonElement week = (await AskAsync($"/api/totals?site={site}&week={date}&series={series}&group_by=none")).GetProperty("weeks")[0];
        return (week.GetProperty("hits").GetInt64(), week.GetProperty("revision").GetInt32(), week.GetProperty("state").GetString()!);
    }

    /// <summary>The blobs of a container.</summary>
    public async Task<List<string>> BlobsAsync(string container) =>
        await Container(container).GetBlobsAsync().Select(blob => blob.Name).OrderBy(name => name, StringComparer.Ordinal).ToListAsync();

    /// <summary>A container of the pipeline.</summary>
    public BlobContainerClient Container(string name) =>
        Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(Services.GetRequiredService<CloudNames>().Of(name));

    /// <summary>Rows of history of an orchestration.</summary>
    public async Task<int> HistoryAsync(string id) => (await _app.Runtime.Store.LoadAsync(id, CancellationToken.None))!.History.Count;

    /// <summary>A published file.</summary>
    public async Task<byte[]> PublishedAsync(string site, string file)
    {
        return (await Container(CloudNames.PublicContainer).GetBlobClient($"{site}/{file}").DownloadContentAsync()).Value.Content.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
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
